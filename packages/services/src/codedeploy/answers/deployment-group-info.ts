import type { DeploymentGroupInfo, LastDeploymentInfo } from '@aws-sdk/client-codedeploy'
import type { Application } from '../state/applications.ts'
import type { DeploymentGroup, LastDeployment } from '../state/deployment-groups.ts'

/**
 * A deployment group as GetDeploymentGroup shows it. Which lists are there although empty follows captured answers:
 * Auto Scaling groups, triggers, and on each side the tag set, unless filters are set instead.
 */
export function deploymentGroupInfo(application: Application, group: DeploymentGroup): DeploymentGroupInfo {
  const { settings } = group
  return {
    applicationName: application.name,
    deploymentGroupId: group.id,
    deploymentGroupName: group.name,
    deploymentConfigName: settings.deploymentConfigName,
    ...selectors(group),
    // Nothing installs hooks here, so the groups have none to show.
    autoScalingGroups: settings.autoScalingGroups.map((name) => ({ name })),
    serviceRoleArn: settings.serviceRoleArn,
    targetRevision: group.targetRevision,
    triggerConfigurations: settings.triggerConfigurations,
    alarmConfiguration: settings.alarmConfiguration,
    autoRollbackConfiguration: settings.autoRollbackConfiguration,
    deploymentStyle: settings.deploymentStyle,
    outdatedInstancesStrategy: settings.outdatedInstancesStrategy,
    blueGreenDeploymentConfiguration: settings.blueGreenDeploymentConfiguration,
    loadBalancerInfo: settings.loadBalancerInfo,
    lastSuccessfulDeployment: group.lastSuccessful && lastDeploymentInfo(group.lastSuccessful),
    lastAttemptedDeployment: group.lastAttempted && lastDeploymentInfo(group.lastAttempted),
    computePlatform: application.computePlatform,
    ecsServices: settings.ecsServices.length > 0 ? settings.ecsServices : undefined,
    terminationHookEnabled: settings.terminationHookEnabled,
  }
}

function selectors({ settings }: DeploymentGroup): DeploymentGroupInfo {
  const { ec2TagFilters, onPremisesInstanceTagFilters } = settings
  return {
    ...(ec2TagFilters.length > 0 ? { ec2TagFilters } : { ec2TagSet: settings.ec2TagSet ?? { ec2TagSetList: [] } }),
    ...(onPremisesInstanceTagFilters.length > 0
      ? { onPremisesInstanceTagFilters }
      : { onPremisesTagSet: settings.onPremisesTagSet ?? { onPremisesTagSetList: [] } }),
  }
}

function lastDeploymentInfo(last: LastDeployment): LastDeploymentInfo {
  return {
    deploymentId: last.deploymentId,
    status: last.status,
    endTime: last.endTime === undefined ? undefined : new Date(last.endTime),
    createTime: new Date(last.createTime),
  }
}
