import type { CreateDeploymentInput, FileExistsBehavior } from '@aws-sdk/client-codedeploy'
import {
  invalidFileExistsBehavior,
  invalidIgnoreApplicationStopFailuresValue,
  invalidInput,
  invalidLoadBalancerInfo,
  invalidTargetInstances,
  invalidUpdateOutdatedInstancesOnlyValue,
} from '../errors.ts'
import type { Application } from '../state/applications.ts'
import { checkAlarmConfiguration } from './alarm-configuration.ts'
import { checkAutoRollbackConfiguration } from './auto-rollback-configuration.ts'
import type { DeploymentGroupSettings } from './deployment-group-settings.ts'

const BEHAVIORS: FileExistsBehavior[] = ['DISALLOW', 'OVERWRITE', 'RETAIN']

export function checkFileExistsBehavior(given: FileExistsBehavior | undefined): FileExistsBehavior {
  const behavior = given ?? 'DISALLOW'
  if (!BEHAVIORS.includes(behavior)) throw invalidFileExistsBehavior(given)
  return behavior
}

/** The group's settings with what the request puts in their place, for this deployment alone. */
export function settingsForDeployment(
  group: DeploymentGroupSettings,
  { autoRollbackConfiguration, overrideAlarmConfiguration }: CreateDeploymentInput,
): DeploymentGroupSettings {
  return {
    ...group,
    ...(autoRollbackConfiguration && {
      autoRollbackConfiguration: checkAutoRollbackConfiguration(autoRollbackConfiguration),
    }),
    ...(overrideAlarmConfiguration && { alarmConfiguration: checkAlarmConfiguration(overrideAlarmConfiguration) }),
  }
}

/**
 * Refuses deployments that nothing here could carry out. At once and with an exception, not as a deployment that fails:
 * nothing about the world could change the answer, and nobody should have to wait and look for it.
 */
export function checkServed(application: Application, settings: DeploymentGroupSettings): void {
  const { deploymentType, deploymentOption } = settings.deploymentStyle
  if (application.computePlatform !== 'Server') {
    throw invalidInput(
      `Deployments to the ${application.computePlatform} compute platform are not served here: the application "${application.name}" is kept, but only EC2/on-premises deployments can run.`,
    )
  }
  if (deploymentType === 'BLUE_GREEN') {
    throw invalidInput(
      'Blue/green deployments are not served here: set deploymentStyle of the deployment group to IN_PLACE.',
    )
  }
  if (deploymentOption === 'WITH_TRAFFIC_CONTROL') {
    throw invalidLoadBalancerInfo(
      'There is no load balancer here whose traffic could be controlled: set deploymentStyle of the deployment group to WITHOUT_TRAFFIC_CONTROL.',
    )
  }
}

/** Refuses members that are for other kinds of deployment. */
export function checkMembers(application: Application, input: CreateDeploymentInput): void {
  if (application.computePlatform !== 'Server') {
    if (input.ignoreApplicationStopFailures) throw invalidIgnoreApplicationStopFailuresValue()
    if (input.updateOutdatedInstancesOnly) throw invalidUpdateOutdatedInstancesOnlyValue()
  }
  if (input.targetInstances) {
    throw invalidTargetInstances('targetInstances is for blue/green deployments; this one is in-place.')
  }
}
