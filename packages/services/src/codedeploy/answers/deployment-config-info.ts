import type { DeploymentConfigInfo, MinimumHealthyHosts } from '@aws-sdk/client-codedeploy'
import type { DeploymentConfig } from '../rules/deployment-config.ts'

/** A deployment config as GetDeploymentConfig shows it. */
export function deploymentConfigInfo(config: DeploymentConfig): DeploymentConfigInfo {
  return {
    deploymentConfigId: config.id,
    deploymentConfigName: config.name,
    // The model's enum does not name MOST_CONCURRENCY, yet AWS answers it for OneAtATime.
    minimumHealthyHosts: config.minimumHealthyHosts as MinimumHealthyHosts | undefined,
    createTime: new Date(config.createdAt),
    computePlatform: config.computePlatform,
    trafficRoutingConfig: config.trafficRoutingConfig,
    zonalConfig: config.zonalConfig,
  }
}
