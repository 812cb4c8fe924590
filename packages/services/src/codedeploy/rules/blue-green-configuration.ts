import type { BlueGreenDeploymentConfiguration } from '@aws-sdk/client-codedeploy'
import { invalidBlueGreenDeploymentConfiguration as invalid } from '../errors.ts'
import { QUOTAS } from './quotas.ts'

/** The blue/green settings of a group with that many Auto Scaling groups, checked. */
export function checkBlueGreenConfiguration(
  given: BlueGreenDeploymentConfiguration,
  autoScalingGroups: number,
): BlueGreenDeploymentConfiguration {
  const blue = given.terminateBlueInstancesOnDeploymentSuccess
  checkAction('terminateBlueInstancesOnDeploymentSuccess.action', blue?.action, ['TERMINATE', 'KEEP_ALIVE'])
  checkMinutes('terminationWaitTimeInMinutes', blue?.terminationWaitTimeInMinutes)

  const ready = given.deploymentReadyOption
  checkAction('actionOnTimeout', ready?.actionOnTimeout, ['CONTINUE_DEPLOYMENT', 'STOP_DEPLOYMENT'])
  checkMinutes('waitTimeInMinutes', ready?.waitTimeInMinutes)
  if (ready?.actionOnTimeout === 'STOP_DEPLOYMENT' && !ready.waitTimeInMinutes) {
    throw invalid('STOP_DEPLOYMENT needs a waitTimeInMinutes of at least 1.')
  }

  const provisioning = given.greenFleetProvisioningOption?.action
  checkAction('greenFleetProvisioningOption.action', provisioning, ['DISCOVER_EXISTING', 'COPY_AUTO_SCALING_GROUP'])
  if (provisioning === 'COPY_AUTO_SCALING_GROUP' && autoScalingGroups !== 1) {
    // AWS's text (observed).
    throw invalid(
      'Exactly one AutoScaling group must be specified when selecting the COPY_AUTO_SCALING_GROUP green fleet provisioning option.',
    )
  }
  return given
}

function checkAction(member: string, action: string | undefined, known: string[]): void {
  if (action !== undefined && !known.includes(action)) {
    throw invalid(`${member}: "${action}" is not one of ${known.join(', ')}.`)
  }
}

function checkMinutes(member: string, minutes: number | undefined): void {
  if (minutes === undefined) return
  if (!Number.isSafeInteger(minutes) || minutes < 0 || minutes > QUOTAS.waitMinutes) {
    throw invalid(`${member}: ${minutes} is not from 0 to ${QUOTAS.waitMinutes}.`)
  }
}
