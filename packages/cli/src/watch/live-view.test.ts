import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import type { DeploymentView, TargetView } from './deployment-view.ts'
import { liveLines } from './live-view.ts'

const size = { columns: 100, rows: 20 }

function view(targets: TargetView[]): DeploymentView {
  return { id: 'd-1', application: 'app', group: 'group', status: 'InProgress', createdAt: 0, targets }
}

test('a target is one line with its events and how long each took', () => {
  const events = [
    { name: 'ApplicationStop', status: 'Succeeded', startedAt: 0, endedAt: 1200 },
    { name: 'DownloadBundle', status: 'InProgress', startedAt: 1200 },
  ]

  const lines = liveLines(view([{ id: 'i-1', status: 'InProgress', events }]), 3000, size).map(stripVTControlCharacters)

  expect(lines).toEqual(['d-1  app / group  ● InProgress  0/1  3.0 s', 'i-1  ✔ ApplicationStop 1.2s  ● DownloadBundle'])
})

test('no line is wider than the screen and there are no more lines than it has', () => {
  const events = [{ name: 'Install'.repeat(30), status: 'Succeeded' }]
  const many = Array.from({ length: 50 }, (_, n) => ({ id: `i-${n}`, status: 'Pending', events }))

  const lines = liveLines(view(many), 0, { columns: 40, rows: 10 })

  expect(lines.length).toBeLessThan(10)
  for (const line of lines) expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(40)
})

test('what a script printed cannot move the cursor or clear the screen', () => {
  const error = { code: 'ScriptFailed', script: 'x', message: 'm', logTail: '\u001b[2J\u001b[1;1Hgotcha\u0007\r' }
  const events = [{ name: 'Install', status: 'Failed', error }]

  const lines = liveLines(view([{ id: 'i-1', status: 'Failed', events }]), 0, size)

  expect(lines.join('\n')).toContain('gotcha')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
  expect(lines.join('\n')).not.toMatch(/\u001b\[2J|\u001b\[1;1H|\u0007|\r/)
})
