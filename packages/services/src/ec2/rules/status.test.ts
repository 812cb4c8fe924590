import { expect, test } from 'vitest'
import { reachability } from './status.ts'

const NOW = 1_000_000_000
const running = { state: 'running', stateChangedAt: NOW - 600_000, instanceId: 'i-1', hasProfile: true } as const

test.each([
  ['polls', running, { lastPollAt: NOW - 10_000 }, 'ok'],
  ['polled long ago', running, { lastPollAt: NOW - 500_000 }, 'impaired'],
  [
    'polled before the last boot only',
    { ...running, stateChangedAt: NOW - 5_000 },
    { lastPollAt: NOW - 10_000 },
    'initializing',
  ],
  ['was just booted', { ...running, stateChangedAt: NOW - 5_000 }, undefined, 'initializing'],
  ['never polled', running, undefined, 'impaired'],
  ['was refused and polled since', running, { lastRefusalAt: NOW - 9_000, lastPollAt: NOW - 5_000 }, 'ok'],
  ['was refused', running, { lastRefusalAt: NOW - 5_000, lastPollAt: NOW - 9_000 }, 'impaired'],
  ['is stopped', { ...running, state: 'stopped' as const }, undefined, 'not-applicable'],
  ['has no instance profile', { ...running, hasProfile: false }, undefined, 'impaired'],
] as const)('an instance whose agent %s', (_, instance, health, status) => {
  expect(reachability(instance, health, NOW).status).toBe(status)
})

test('an instance without a profile says so, with the command that mends it', () => {
  expect(reachability({ ...running, hasProfile: false }, undefined, NOW).reason).toContain(
    'aws ec2 associate-iam-instance-profile --instance-id i-1',
  )
})

test('a refusal is quoted', () => {
  const health = { lastRefusalAt: NOW, lastRefusal: 'signature expired' }

  expect(reachability(running, health, NOW).reason).toBe('The agent was refused: signature expired')
})
