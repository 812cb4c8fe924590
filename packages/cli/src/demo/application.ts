import {
  type CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentCommand,
  CreateDeploymentGroupCommand,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
} from '@aws-sdk/client-codedeploy'
import { DEMO } from './names.ts'
import { ensure } from './progress.ts'

export async function ensureApplication(codedeploy: CodeDeployClient, serviceRoleArn: string): Promise<void> {
  const application = new CreateApplicationCommand({ applicationName: DEMO.application })
  await ensure(() => codedeploy.send(application), 'ApplicationAlreadyExistsException')
  const group = new CreateDeploymentGroupCommand({
    applicationName: DEMO.application,
    deploymentGroupName: DEMO.group,
    serviceRoleArn,
    deploymentConfigName: 'CodeDeployDefault.OneAtATime',
    deploymentStyle: { deploymentType: 'IN_PLACE', deploymentOption: 'WITHOUT_TRAFFIC_CONTROL' },
    ec2TagFilters: [{ ...DEMO.tag, Type: 'KEY_AND_VALUE' }],
  })
  await ensure(() => codedeploy.send(group), 'DeploymentGroupAlreadyExistsException')
}

/**
 * The deployment to watch: the one that runs or has brought this commit, or a new one of it. A commit that was brought
 * but is not `there` any more (the machine was started anew since) is brought again. `done`: nothing is left to watch.
 */
export async function ensureDeployment(
  codedeploy: CodeDeployClient,
  revision: { repository: string; commitId: string },
  there: () => Promise<boolean>,
): Promise<{ id: string; done: boolean }> {
  const names = { applicationName: DEMO.application, deploymentGroupName: DEMO.group }
  const { deploymentGroupInfo: group } = await codedeploy.send(new GetDeploymentGroupCommand(names))
  const lastId = group?.lastAttemptedDeployment?.deploymentId
  if (lastId) {
    const { deploymentInfo: last } = await codedeploy.send(new GetDeploymentCommand({ deploymentId: lastId }))
    const same = last?.revision?.gitHubLocation?.commitId === revision.commitId
    if (same && last?.status === 'Succeeded' && (await there())) return { id: lastId, done: true }
    if (['Created', 'Queued', 'InProgress'].includes(last?.status ?? '')) return { id: lastId, done: false }
  }
  const create = new CreateDeploymentCommand({
    ...names,
    revision: { revisionType: 'GitHub', gitHubLocation: revision },
  })
  const { deploymentId = '' } = await codedeploy.send(create)
  return { id: deploymentId, done: false }
}
