import type { ComputePlatform } from '@aws-sdk/client-codedeploy'
import {
  invalidAutoScalingGroup,
  invalidDeploymentStyle,
  invalidEC2Tag,
  invalidEC2TagCombination,
  invalidECSService,
  invalidInput,
  invalidOnPremisesTagCombination,
  invalidTag,
} from '../errors.ts'
import { checkAlarmConfiguration } from './alarm-configuration.ts'
import { checkAutoRollbackConfiguration } from './auto-rollback-configuration.ts'
import { checkBlueGreenConfiguration } from './blue-green-configuration.ts'
import type { DeploymentGroupSettings } from './deployment-group-settings.ts'
import { checkLoadBalancerInfo, checkTrafficControl } from './load-balancer-info.ts'
import { checkDeploymentConfigName } from './names.ts'
import { checkServiceRoleArn } from './service-role.ts'
import { checkTagFilters, checkTagSet } from './tag-filters.ts'
import { checkTriggerConfigurations } from './trigger-configurations.ts'

/**
 * The settings of a group, checked as a whole for an application of that platform. What other services know (the role,
 * the config, other groups) is for the operation to ask.
 */
export function checkSettings(platform: ComputePlatform, settings: DeploymentGroupSettings): DeploymentGroupSettings {
  checkSelectors(settings)
  checkStyle(platform, settings)
  checkPlatform(platform, settings)
  checkAutoScalingGroups(settings.autoScalingGroups)
  if (!['UPDATE', 'IGNORE'].includes(settings.outdatedInstancesStrategy)) {
    throw invalidInput(
      `outdatedInstancesStrategy "${settings.outdatedInstancesStrategy}" is not one of UPDATE, IGNORE.`,
    )
  }
  const { alarmConfiguration, blueGreenDeploymentConfiguration, loadBalancerInfo } = settings
  if (platform === 'Server') checkTrafficControl(settings.deploymentStyle, loadBalancerInfo)
  return {
    ...settings,
    deploymentConfigName: checkDeploymentConfigName(settings.deploymentConfigName),
    serviceRoleArn: checkServiceRoleArn(settings.serviceRoleArn),
    triggerConfigurations: checkTriggerConfigurations(settings.triggerConfigurations),
    alarmConfiguration: alarmConfiguration && checkAlarmConfiguration(alarmConfiguration),
    autoRollbackConfiguration: checkAutoRollbackConfiguration(settings.autoRollbackConfiguration),
    blueGreenDeploymentConfiguration:
      blueGreenDeploymentConfiguration &&
      checkBlueGreenConfiguration(blueGreenDeploymentConfiguration, settings.autoScalingGroups.length),
    loadBalancerInfo: loadBalancerInfo && checkLoadBalancerInfo(loadBalancerInfo),
  }
}

function checkSelectors(settings: DeploymentGroupSettings): void {
  const { ec2TagFilters, onPremisesInstanceTagFilters } = settings
  const ec2Groups = settings.ec2TagSet?.ec2TagSetList ?? []
  const onPremisesGroups = settings.onPremisesTagSet?.onPremisesTagSetList ?? []
  if (ec2TagFilters.length > 0 && ec2Groups.length > 0) throw invalidEC2TagCombination()
  if (onPremisesInstanceTagFilters.length > 0 && onPremisesGroups.length > 0) throw invalidOnPremisesTagCombination()
  checkTagFilters(ec2TagFilters, invalidEC2Tag)
  checkTagSet(ec2Groups, invalidEC2Tag)
  checkTagFilters(onPremisesInstanceTagFilters, invalidTag)
  checkTagSet(onPremisesGroups, invalidTag)
}

function checkStyle(platform: ComputePlatform, settings: DeploymentGroupSettings): void {
  const { deploymentType, deploymentOption } = settings.deploymentStyle
  if (!['IN_PLACE', 'BLUE_GREEN'].includes(String(deploymentType))) {
    throw invalidDeploymentStyle(`deploymentType "${deploymentType}" is not one of IN_PLACE, BLUE_GREEN.`)
  }
  if (!['WITH_TRAFFIC_CONTROL', 'WITHOUT_TRAFFIC_CONTROL'].includes(String(deploymentOption))) {
    throw invalidDeploymentStyle(
      `deploymentOption "${deploymentOption}" is not one of WITH_TRAFFIC_CONTROL, WITHOUT_TRAFFIC_CONTROL.`,
    )
  }
  const isBlueGreen = deploymentType === 'BLUE_GREEN'
  if (platform !== 'Server' && (!isBlueGreen || deploymentOption !== 'WITH_TRAFFIC_CONTROL')) {
    throw invalidDeploymentStyle(`The ${platform} compute platform takes BLUE_GREEN with WITH_TRAFFIC_CONTROL only.`)
  }
  if (isBlueGreen && deploymentOption !== 'WITH_TRAFFIC_CONTROL') {
    throw invalidDeploymentStyle('A BLUE_GREEN deployment group needs the deploymentOption WITH_TRAFFIC_CONTROL.')
  }
  if (isBlueGreen && (settings.onPremisesInstanceTagFilters.length > 0 || settings.onPremisesTagSet)) {
    throw invalidDeploymentStyle('On-premises instances cannot take part in a BLUE_GREEN deployment group.')
  }
}

/** Members that a platform knows nothing of. */
function checkPlatform(platform: ComputePlatform, settings: DeploymentGroupSettings): void {
  if (platform === 'ECS') {
    if (settings.autoScalingGroups.length > 0) {
      // AWS's text (observed).
      throw invalidAutoScalingGroup('For ECS deployment group, autoScalingGroups can not be specified')
    }
    const [service, ...more] = settings.ecsServices
    if (!service?.clusterName || !service.serviceName || more.length > 0) {
      throw invalidECSService(
        'An ECS deployment group needs exactly one of ecsServices, with clusterName and serviceName.',
      )
    }
  } else if (settings.ecsServices.length > 0) {
    throw invalidInput(`For ${platform} deployment group, ecsServices can not be specified`)
  }
  if (platform === 'Server') return
  const selectors = [settings.ec2TagFilters, settings.onPremisesInstanceTagFilters, settings.autoScalingGroups]
  if (selectors.some((list) => list.length > 0) || settings.ec2TagSet || settings.onPremisesTagSet) {
    throw invalidInput(`For ${platform} deployment group, instances can not be specified`)
  }
}

/** There is no Auto Scaling service beside this one, so every name is one that AWS would not know either. */
function checkAutoScalingGroups(names: string[]): void {
  const [name] = names
  if (name !== undefined) throw invalidAutoScalingGroup(`No Auto Scaling group found for name: ${name}`)
}
