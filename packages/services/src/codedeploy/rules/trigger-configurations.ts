import type { TriggerConfig } from '@aws-sdk/client-codedeploy'
import { parseArn } from '@towpath/base'
import { invalidTriggerConfig, triggerTargetsLimitExceeded } from '../errors.ts'
import { QUOTAS } from './quotas.ts'

const EVENTS = [
  'DeploymentStart',
  'DeploymentSuccess',
  'DeploymentFailure',
  'DeploymentStop',
  'DeploymentRollback',
  'DeploymentReady',
  'InstanceStart',
  'InstanceSuccess',
  'InstanceFailure',
  'InstanceReady',
]

/** The triggers of a group, checked. */
export function checkTriggerConfigurations(triggers: TriggerConfig[]): TriggerConfig[] {
  if (triggers.length > QUOTAS.triggersPerGroup) throw triggerTargetsLimitExceeded(QUOTAS.triggersPerGroup)
  for (const { triggerName, triggerTargetArn, triggerEvents = [] } of triggers) {
    if (!triggerName || !triggerTargetArn || triggerEvents.length === 0) {
      throw invalidTriggerConfig('A trigger needs triggerName, triggerTargetArn and at least one of triggerEvents.')
    }
    if (parseArn(triggerTargetArn)?.service !== 'sns') {
      throw invalidTriggerConfig(`Trigger "${triggerName}": "${triggerTargetArn}" is not the ARN of an SNS topic.`)
    }
    const unknown = triggerEvents.find((event) => !EVENTS.includes(event))
    if (unknown !== undefined) {
      throw invalidTriggerConfig(`Trigger "${triggerName}": "${unknown}" is not one of ${EVENTS.join(', ')}.`)
    }
  }
  return triggers
}
