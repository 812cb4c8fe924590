import type { AlarmConfiguration } from '@aws-sdk/client-codedeploy'
import { alarmsLimitExceeded, invalidAlarmConfig } from '../errors.ts'
import { QUOTAS } from './quotas.ts'

/** The alarm configuration of a group or a deployment, checked and complete. */
export function checkAlarmConfiguration(given: AlarmConfiguration): AlarmConfiguration {
  const { enabled = false, ignorePollAlarmFailure = false, alarms = [] } = given
  if (enabled && alarms.length === 0) {
    throw invalidAlarmConfig('The alarm configuration is enabled, but its list of alarms is empty.')
  }
  if (alarms.length > QUOTAS.alarmsPerGroup) throw alarmsLimitExceeded(QUOTAS.alarmsPerGroup)
  const seen = new Set<string>()
  for (const { name } of alarms) {
    if (!name) throw invalidAlarmConfig('An alarm needs a name.')
    if (name.length > QUOTAS.alarmNameLength) {
      throw invalidAlarmConfig(`The alarm name "${name}" is longer than ${QUOTAS.alarmNameLength} characters.`)
    }
    if (seen.has(name)) throw invalidAlarmConfig(`The alarm "${name}" is given twice.`)
    seen.add(name)
  }
  return { enabled, ignorePollAlarmFailure, alarms }
}
