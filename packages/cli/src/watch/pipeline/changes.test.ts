import { expect, test } from 'vitest'
import type { DeploymentView } from '../deployment-view.ts'
import { changeLine, changesBetween } from './changes.ts'
import { action, T, view } from './testing.ts'

const lines = (...given: Parameters<typeof changesBetween>) => changesBetween(...given).map(changeLine)
const log = (stage: string, text: string, at = T + 500) => ({ stage, action: stage, at, text })

test('each step is told once, with the time at which it happened and the log between', () => {
  const first = view([action('Source', 'Succeeded'), action('Build', 'InProgress'), action('Deploy', 'Pending')])
  const second = view([action('Source', 'Succeeded'), action('Build', 'Succeeded'), action('Deploy', 'Pending')])

  expect(lines(undefined, first, [log('Build', 'hello')], T)).toEqual([
    '   0.0s  Source/Source  InProgress',
    '   1.0s  Source/Source  Succeeded',
    '   0.0s  Build/Build  InProgress',
    '   0.5s  Build/Build | hello',
    '   0.0s  execution  InProgress',
  ])
  expect(lines(first, second, [log('Build', 'bye')], T)).toEqual([
    '   0.5s  Build/Build | bye',
    '   1.0s  Build/Build  Succeeded',
  ])
  expect(lines(second, second, [], T)).toEqual([])
})

test('a failed action tells code and message, and the execution how it ended', () => {
  const error = { code: 'JobFailed', message: 'Build terminated with state: FAILED' }
  const failed = view([action('Build', 'Failed', { error })], { status: 'Failed', endedAt: T + 1500 })

  expect(lines(view([action('Build', 'InProgress')]), failed, [], T)).toEqual([
    '   1.0s  Build/Build  Failed  JobFailed: Build terminated with state: FAILED',
    '   1.5s  execution  Failed',
  ])
})

test('a retried action is told from its beginning again', () => {
  const before = view([action('Build', 'Failed')])
  const after = view([action('Build', 'InProgress', { startedAt: T + 5000 })])

  expect(lines(before, after, [], T)).toEqual(['   5.0s  Build/Build  InProgress'])
})

test('an approval says what it waits for', () => {
  const waiting = view([action('Approve', 'InProgress', { provider: 'Manual' })])

  expect(lines(view([action('Approve', 'Pending')]), waiting, [], T)).toEqual([
    '   0.0s  Approve/Approve  InProgress  waits for approval',
  ])
})

test('the lifecycle events of a deployment are told within its action, in the time of the execution', () => {
  const deployment: DeploymentView = {
    id: 'd-1',
    application: 'app',
    group: 'group',
    status: 'InProgress',
    createdAt: T + 2000,
    targets: [
      { id: 'i-1', status: 'InProgress', events: [{ name: 'Install', status: 'Succeeded', endedAt: T + 3500 }] },
    ],
  }
  const before = view([action('Deploy', 'InProgress', { provider: 'CodeDeploy' })])
  const after = view([action('Deploy', 'InProgress', { provider: 'CodeDeploy', deployment })])

  expect(lines(before, after, [], T + 4000)).toEqual([
    '   3.5s  Deploy/Deploy  i-1  Install  Succeeded',
    '   4.0s  Deploy/Deploy  i-1  InProgress',
    '   4.0s  Deploy/Deploy  d-1  InProgress',
  ])
})

test('what a build printed cannot move the cursor', () => {
  const text = lines(undefined, view([action('Build', 'InProgress')]), [log('Build', '\u001b[2Jgotcha\u0007')], T)[1]

  expect(text).toBe('   0.5s  Build/Build | gotcha')
})
