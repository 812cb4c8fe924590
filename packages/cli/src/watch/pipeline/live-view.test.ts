import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { failureLines, liveLines } from './live-view.ts'
import { action, T, view } from './testing.ts'

const size = { columns: 100, rows: 30 }
const log = (text: string) => ({ stage: 'Build', action: 'Build', at: T, text })

test('stages with their actions, how long each took, and the newest lines of the log', () => {
  const actions = [
    action('Source', 'Succeeded', { provider: 'CodeCommit', summary: 'Say hello' }),
    action('Build', 'InProgress', { externalId: 'web:1' }),
    action('Deploy', 'Pending', { provider: 'CodeDeploy' }),
  ]

  const lines = liveLines(view(actions, { revision: '0a1b2c3 Say hello' }), [log('one'), log('two')], T + 3000, size)

  expect(lines.map(stripVTControlCharacters)).toEqual([
    'web  ● InProgress  3.0 s  0a1b2c3 Say hello  e-1',
    '✔ Source',
    '    ✔ Source  CodeCommit  1.0 s  Say hello',
    '● Build',
    '    ● Build  CodeBuild  3.0 s  web:1',
    '· Deploy',
    '    · Deploy  CodeDeploy',
    '',
    '  one',
    '  two',
  ])
})

test('no line is wider than the screen and there are no more lines than it has, however much there is', () => {
  const actions = Array.from({ length: 60 }, (_, n) => action(`Action${n}`.repeat(9), 'InProgress'))
  const logs = Array.from({ length: 60 }, (_, n) => log(`line ${n} `.repeat(20)))

  for (const given of [actions, actions.slice(0, 2)]) {
    const lines = liveLines(view(given), logs, T, { columns: 40, rows: 12 })

    expect(lines.length).toBeLessThan(12)
    for (const line of lines) expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(40)
  }
})

test('names, messages and log lines cannot move the cursor or clear the screen', () => {
  const evil = '\u001b[2J\u001b[1;1Hgotcha\u0007\r'
  const failed = action('Build', 'Failed', { error: { code: 'JobFailed', message: evil } })

  const text = liveLines(view([failed], { revision: evil, summary: evil }), [log(evil)], T, size).join('\n')

  expect(text.split('gotcha')).toHaveLength(5)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
  expect(text).not.toMatch(/\u001b\[2J|\u001b\[1;1H|\u0007|\r/)
})

test('what went wrong is told whole, with where to read on', () => {
  const error = { code: 'JobFailed', message: `${'long '.repeat(40)}story` }
  const failed = action('Build', 'Failed', { error, externalUrl: 'http://127.0.0.1:4600/console/builds/1' })

  expect(failureLines(view([action('Source', 'Succeeded'), failed]))).toEqual([
    `Build/Build: JobFailed: ${error.message}`,
    '  http://127.0.0.1:4600/console/builds/1',
  ])
})
