import { expect, test } from 'vitest'
import { nextStep, retryAfter, stateAfter, stateAfterFailure } from './instance-state.ts'

test.each([
  ['start', 'stopped', 'pending'],
  ['start', 'running', 'running'],
  ['start', 'pending', 'pending'],
  ['start', 'stopping', undefined],
  ['start', 'shutting-down', undefined],
  ['start', 'terminated', undefined],
  ['stop', 'running', 'stopping'],
  ['stop', 'pending', 'stopping'],
  ['stop', 'stopping', 'stopping'],
  ['stop', 'stopped', 'stopped'],
  ['stop', 'terminated', undefined],
  ['reboot', 'running', 'running'],
  ['reboot', 'stopped', undefined],
  ['terminate', 'pending', 'shutting-down'],
  ['terminate', 'stopped', 'shutting-down'],
  ['terminate', 'terminated', 'terminated'],
] as const)('to %s an instance that is %s makes it %s', (wish, before, after) => {
  expect(stateAfter(wish, before)).toBe(after)
})

test.each([
  ['a new instance is launched', { state: 'pending', booted: false }, false, 'launch'],
  ['one that was stopped is started', { state: 'pending', booted: true }, false, 'start'],
  ['one that was killed is started again', { state: 'running', booted: true }, false, 'start'],
  ['one that runs is left alone', { state: 'running', booted: true }, true, undefined],
  ['one that is to be stopped is stopped', { state: 'stopping', booted: true }, true, 'stop'],
  [
    'one that is to be stopped is stopped even if it seems not to run',
    { state: 'stopping', booted: true },
    false,
    'stop',
  ],
  ['one that runs though it is stopped is stopped', { state: 'stopped', booted: true }, true, 'stop'],
  ['one that is stopped stays so', { state: 'stopped', booted: true }, false, undefined],
  ['one that goes is taken away', { state: 'shutting-down', booted: true }, true, 'terminate'],
  ['one that is gone needs nothing', { state: 'terminated', booted: true }, false, undefined],
] as const)('%s', (_, instance, running, step) => {
  expect(nextStep({ ...instance, rebootRequested: false }, { running })).toBe(step)
})

test('a reboot is done once it runs', () => {
  const instance = { booted: true, rebootRequested: true }

  expect(nextStep({ ...instance, state: 'running' }, { running: true })).toBe('reboot')
  expect(nextStep({ ...instance, state: 'stopping' }, { running: true })).toBe('stop')
})

test('an instance that does not boot is given up, one that ran before is only stopped, others are tried for ever', () => {
  expect(stateAfterFailure('launch', 'pending', 2)).toBe('pending')
  expect(stateAfterFailure('launch', 'pending', 3)).toBe('shutting-down')
  expect(stateAfterFailure('start', 'pending', 3)).toBe('stopping')
  expect(stateAfterFailure('start', 'running', 99)).toBe('running')
  expect(stateAfterFailure('terminate', 'shutting-down', 99)).toBe('shutting-down')
  expect([1, 2, 3, 50].map(retryAfter)).toEqual([500, 1000, 2000, 60_000])
})
