import {
  BatchGetDeploymentTargetsCommand,
  type CodeDeployClient,
  type DeploymentTarget,
  GetDeploymentCommand,
  type LifecycleEvent,
  ListDeploymentTargetsCommand,
} from '@aws-sdk/client-codedeploy'
import type { DeploymentView, EventView, TargetView } from './deployment-view.ts'

/** The most targets that BatchGetDeploymentTargets takes. */
const BATCH = 25

/** Reads a deployment through the API, at most `limit` targets of it. */
export async function readDeployment(
  client: CodeDeployClient,
  deploymentId: string,
  limit: number,
): Promise<DeploymentView> {
  const { deploymentInfo: info = {} } = await client.send(new GetDeploymentCommand({ deploymentId }))
  return {
    id: deploymentId,
    application: info.applicationName ?? '',
    group: info.deploymentGroupName ?? '',
    status: info.status ?? '',
    createdAt: info.createTime?.getTime() ?? 0,
    endedAt: info.completeTime?.getTime(),
    error: info.errorInformation && {
      code: info.errorInformation.code ?? '',
      message: info.errorInformation.message ?? '',
    },
    targets: await readTargets(client, deploymentId, limit),
  }
}

async function readTargets(client: CodeDeployClient, deploymentId: string, limit: number): Promise<TargetView[]> {
  const ids = await targetIds(client, deploymentId, limit)
  const targets: TargetView[] = []
  for (let at = 0; at < ids.length; at += BATCH) {
    const command = new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds: ids.slice(at, at + BATCH) })
    const { deploymentTargets = [] } = await client.send(command)
    targets.push(...deploymentTargets.map(targetView))
  }
  return targets.sort((a, b) => (a.id < b.id ? -1 : 1))
}

async function targetIds(client: CodeDeployClient, deploymentId: string, limit: number): Promise<string[]> {
  const ids: string[] = []
  let nextToken: string | undefined
  try {
    do {
      const answer = await client.send(new ListDeploymentTargetsCommand({ deploymentId, nextToken }))
      ids.push(...(answer.targetIds ?? []))
      nextToken = answer.nextToken
    } while (nextToken && ids.length < limit)
  } catch (error) {
    // Until the targets are known the service refuses to list them; that is a state, not a failure.
    if ((error as Error).name === 'DeploymentNotStartedException') return []
    throw error
  }
  return ids.slice(0, limit)
}

function targetView({ instanceTarget = {} }: DeploymentTarget): TargetView {
  return {
    id: instanceTarget.targetId ?? '',
    status: instanceTarget.status ?? '',
    events: (instanceTarget.lifecycleEvents ?? []).map(eventView),
  }
}

function eventView(event: LifecycleEvent): EventView {
  const { diagnostics, startTime, endTime } = event
  const failed = diagnostics?.errorCode && diagnostics.errorCode !== 'Success'
  return {
    name: event.lifecycleEventName ?? '',
    status: event.status ?? '',
    startedAt: startTime?.getTime(),
    endedAt: endTime?.getTime(),
    error: failed
      ? {
          code: diagnostics.errorCode ?? '',
          script: diagnostics.scriptName ?? '',
          message: diagnostics.message ?? '',
          logTail: diagnostics.logTail ?? '',
        }
      : undefined,
  }
}
