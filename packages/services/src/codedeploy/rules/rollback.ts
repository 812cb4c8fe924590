import type { AutoRollbackConfiguration, AutoRollbackEvent, DeploymentCreator } from '@aws-sdk/client-codedeploy'

export interface EndedDeployment {
  status: 'Succeeded' | 'Failed' | 'Stopped'
  creator: DeploymentCreator
  /** Whether any target was started. */
  touchedHosts: boolean
  autoRollback: AutoRollbackConfiguration
  /** What StopDeployment said about rolling back; undefined when it said nothing or was not called. */
  rollbackOnStop?: boolean
}

/**
 * Whether the deployment that just ended is rolled back.
 *
 * A rollback never triggers another one. Where no host was touched (nothing matched, the role cannot be used, a stop
 * came early) there is nothing to roll back: deploying the last good revision once more would only restart it.
 */
export function rollsBack(deployment: EndedDeployment): boolean {
  if (deployment.creator === 'codeDeployRollback' || !deployment.touchedHosts) return false
  switch (deployment.status) {
    case 'Succeeded':
      return false
    case 'Failed':
      return isSet(deployment.autoRollback, 'DEPLOYMENT_FAILURE')
    case 'Stopped':
      return deployment.rollbackOnStop ?? isSet(deployment.autoRollback, 'DEPLOYMENT_STOP_ON_REQUEST')
  }
}

function isSet(configuration: AutoRollbackConfiguration, event: AutoRollbackEvent): boolean {
  return configuration.enabled === true && (configuration.events ?? []).includes(event)
}

/** `rollbackInfo.rollbackMessage` of the deployment that is rolled back (observed). */
export function rolledBackMessage(deploymentId: string, rollbackId: string): string {
  return `Deployment ${deploymentId} terminated. Automatic rollback is triggered with a DeploymentId ${rollbackId}.`
}

/** `rollbackInfo.rollbackMessage` of the deployment that rolls back (observed). */
export function rollingBackMessage(deploymentId: string, rollbackId: string): string {
  return `Deployment ${rollbackId} is triggered to roll back deployment ${deploymentId}.`
}

/** When the group never had a deployment that succeeded. AWS's text is unknown. */
export function noRollbackMessage(deploymentId: string): string {
  return `Deployment ${deploymentId} cannot be rolled back: the deployment group has no successful deployment to return to.`
}
