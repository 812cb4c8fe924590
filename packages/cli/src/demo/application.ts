import {
  type CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentGroupCommand,
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
