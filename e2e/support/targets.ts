import {
  BatchGetDeploymentTargetsCommand,
  type CodeDeployClient,
  type InstanceTarget,
  type LifecycleEvent,
  ListDeploymentTargetsCommand,
} from '@aws-sdk/client-codedeploy'

/** The targets of a deployment, by id; none while it has not been expanded. */
export async function targetsOf(codedeploy: CodeDeployClient, deploymentId: string): Promise<InstanceTarget[]> {
  const { targetIds = [] } = await codedeploy
    .send(new ListDeploymentTargetsCommand({ deploymentId }))
    .catch((error: Error) =>
      error.name === 'DeploymentNotStartedException' ? { targetIds: [] } : Promise.reject(error),
    )
  if (targetIds.length === 0) return []
  const { deploymentTargets = [] } = await codedeploy.send(
    new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds }),
  )
  return deploymentTargets.flatMap((each) => each.instanceTarget ?? [])
}

export function eventOf(target: InstanceTarget | undefined, name: string): LifecycleEvent | undefined {
  return target?.lifecycleEvents?.find((event) => event.lifecycleEventName === name)
}

/** `ApplicationStop Succeeded, DownloadBundle Failed, ...` */
export function statuses(target: InstanceTarget | undefined): string[] {
  return (target?.lifecycleEvents ?? []).map((event) => `${event.lifecycleEventName} ${event.status}`)
}
