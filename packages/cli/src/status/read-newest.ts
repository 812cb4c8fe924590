import { BatchGetDeploymentsCommand, CodeDeployClient, ListDeploymentsCommand } from '@aws-sdk/client-codedeploy'
import type { clientSettings } from '../connection/clients.ts'

export interface DeploymentLine {
  id: string
  application: string
  group: string
  status: string
  /** ISO 8601. */
  created: string
}

/** The newest `count` deployments. */
export async function readNewest(
  settings: ReturnType<typeof clientSettings>,
  count: number,
): Promise<DeploymentLine[]> {
  const codedeploy = new CodeDeployClient(settings)
  try {
    const { deployments = [] } = await codedeploy.send(new ListDeploymentsCommand({}))
    if (deployments.length === 0) return []
    const deploymentIds = deployments.slice(0, count)
    const { deploymentsInfo = [] } = await codedeploy.send(new BatchGetDeploymentsCommand({ deploymentIds }))
    return deploymentsInfo
      .map((info) => ({
        id: info.deploymentId ?? '',
        application: info.applicationName ?? '',
        group: info.deploymentGroupName ?? '',
        status: info.status ?? '',
        created: info.createTime?.toISOString() ?? '',
      }))
      .sort((a, b) => (a.created < b.created ? 1 : -1))
  } finally {
    codedeploy.destroy()
  }
}
