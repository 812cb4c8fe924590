import type { DeploymentInfo, DeploymentOverview } from '@aws-sdk/client-codedeploy'
import type { Deployment } from '../state/deployments.ts'

/** A deployment as GetDeployment shows it. `overview`: how its targets stand, undefined before they are known. */
export function deploymentInfo(deployment: Deployment, overview: DeploymentOverview | undefined): DeploymentInfo {
  const { request } = deployment
  const { settings } = request
  return {
    applicationName: deployment.applicationName,
    deploymentGroupName: deployment.groupName,
    deploymentConfigName: request.deploymentConfigName,
    deploymentId: deployment.id,
    previousRevision: request.previousRevision,
    revision: request.revision,
    status: deployment.status,
    errorInformation: deployment.error,
    createTime: new Date(deployment.createdAt),
    startTime: date(deployment.startedAt),
    completeTime: date(deployment.completedAt),
    deploymentOverview: overview,
    description: request.description,
    creator: deployment.creator,
    ignoreApplicationStopFailures: request.ignoreApplicationStopFailures,
    autoRollbackConfiguration: settings.autoRollbackConfiguration,
    updateOutdatedInstancesOnly: request.updateOutdatedInstancesOnly,
    // There and empty once a deployment failed without a rollback (documented by captured answers).
    rollbackInfo: deployment.rollback ?? (deployment.status === 'Failed' ? {} : undefined),
    deploymentStyle: settings.deploymentStyle,
    targetInstances: request.targetInstances,
    instanceTerminationWaitTimeStarted: false,
    blueGreenDeploymentConfiguration: settings.blueGreenDeploymentConfiguration,
    loadBalancerInfo: settings.loadBalancerInfo,
    fileExistsBehavior: request.fileExistsBehavior,
    deploymentStatusMessages: [],
    computePlatform: 'Server',
    overrideAlarmConfiguration: request.overrideAlarmConfiguration,
  }
}

function date(at: number | undefined): Date | undefined {
  return at === undefined ? undefined : new Date(at)
}
