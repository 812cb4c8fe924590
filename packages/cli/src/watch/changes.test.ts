import { expect, test } from 'vitest'
import { changeLine, changesBetween } from './changes.ts'
import type { DeploymentView } from './deployment-view.ts'

const T = 1_000_000

function view(part: Partial<DeploymentView> = {}): DeploymentView {
  return { id: 'd-1', application: 'app', group: 'group', status: 'InProgress', createdAt: T, targets: [], ...part }
}
const event = (name: string, status: string, more = {}) => ({ name, status, ...more })

test('each step is told once, with the time at which it happened', () => {
  const before = view({
    targets: [{ id: 'i-1', status: 'InProgress', events: [event('Install', 'InProgress', { startedAt: T + 500 })] }],
  })
  const after = view({
    targets: [
      {
        id: 'i-1',
        status: 'Succeeded',
        events: [event('Install', 'Succeeded', { startedAt: T + 500, endedAt: T + 1500 })],
      },
    ],
  })

  const first = changesBetween(undefined, before, T + 600)
  const second = changesBetween(before, after, T + 2000)

  expect(first.map(changeLine)).toEqual([
    '   0.5s  i-1  Install  InProgress',
    '   0.6s  i-1  InProgress',
    '   0.6s  d-1  InProgress',
  ])
  expect(second.map(changeLine)).toEqual(['   1.5s  i-1  Install  Succeeded', '   1.5s  i-1  Succeeded'])
  expect(changesBetween(after, after, T + 3000)).toEqual([])
})

test('a failed event tells its code, script, message and the last line of its log', () => {
  const error = { code: 'ScriptFailed', script: 'a.sh', message: 'exit code 3', logTail: '[stdout]one\n[stderr]two\n' }
  const after = view({
    targets: [{ id: 'i-1', status: 'Failed', events: [event('Install', 'Failed', { endedAt: T, error })] }],
  })

  const line = changeLine(changesBetween(view(), after, T)[0] ?? { seconds: 0, subject: '', status: '' })

  expect(line).toContain('ScriptFailed in a.sh: exit code 3 (last line: [stderr]two)')
})
