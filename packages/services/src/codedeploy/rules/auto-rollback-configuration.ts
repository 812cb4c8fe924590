import type { AutoRollbackConfiguration } from '@aws-sdk/client-codedeploy'
import { invalidAutoRollbackConfig } from '../errors.ts'

const EVENTS = ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST']

/** When deployments of a group, or one deployment, are rolled back; checked. */
export function checkAutoRollbackConfiguration(given: AutoRollbackConfiguration): AutoRollbackConfiguration {
  const { enabled = false, events = [] } = given
  for (const event of events) {
    if (!EVENTS.includes(event)) throw invalidAutoRollbackConfig(`"${event}" is not one of ${EVENTS.join(', ')}.`)
  }
  if (enabled && events.length === 0) {
    throw invalidAutoRollbackConfig('Automatic rollback is enabled, but no event is listed that triggers it.')
  }
  return events.length > 0 ? { enabled, events } : { enabled }
}
