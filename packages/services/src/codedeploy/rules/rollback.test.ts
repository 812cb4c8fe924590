import { expect, test } from 'vitest'
import { type EndedDeployment, rollsBack } from './rollback.ts'

const ended = (change: Partial<EndedDeployment> = {}): EndedDeployment => ({
  status: 'Failed',
  creator: 'user',
  touchedHosts: true,
  autoRollback: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
  ...change,
})

test.each<[string, Partial<EndedDeployment>, boolean]>([
  ['a failure, as configured', {}, true],
  ['a failure with rollback disabled', { autoRollback: { enabled: false, events: ['DEPLOYMENT_FAILURE'] } }, false],
  [
    'a failure with only stops configured',
    { autoRollback: { enabled: true, events: ['DEPLOYMENT_STOP_ON_REQUEST'] } },
    false,
  ],
  ['a failing rollback', { creator: 'codeDeployRollback' }, false],
  ['a failure before any host was touched', { touchedHosts: false }, false],
  ['a success', { status: 'Succeeded' }, false],
  ['a stop without settings', { status: 'Stopped' }, false],
  [
    'a stop, as configured',
    { status: 'Stopped', autoRollback: { enabled: true, events: ['DEPLOYMENT_STOP_ON_REQUEST'] } },
    true,
  ],
  ['a stop that asks for it', { status: 'Stopped', rollbackOnStop: true }, true],
  [
    'a stop that refuses it',
    {
      status: 'Stopped',
      rollbackOnStop: false,
      autoRollback: { enabled: true, events: ['DEPLOYMENT_STOP_ON_REQUEST'] },
    },
    false,
  ],
])('%s is rolled back: %s', (_, change, expected) => {
  expect(rollsBack(ended(change))).toBe(expected)
})
