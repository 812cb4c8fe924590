import { expect, test } from 'vitest'
import { blocksOf } from './tutorial.ts'

const FENCE = '```'
const page = (...lines: string[]) => lines.join('\n').replaceAll('~~~', FENCE)

test('blocks are found with their heading and line, in order', () => {
  const text = page(
    '# Title',
    '## One',
    '~~~json file:a/b.json',
    '{}',
    '~~~',
    '~~~sh',
    'one',
    'two',
    '~~~',
    '~~~text shows',
    'x',
    '~~~',
    '## Two',
    '~~~sh fails',
    'false',
    '~~~',
  )

  expect(blocksOf(text)).toEqual([
    { kind: 'file', heading: 'One', line: 3, text: '{}\n', name: 'a/b.json' },
    { kind: 'commands', heading: 'One', line: 6, text: 'one\ntwo\n', how: 'succeeds' },
    { kind: 'shows', heading: 'One', line: 10, lines: ['x'] },
    { kind: 'commands', heading: 'Two', line: 14, text: 'false\n', how: 'fails' },
  ])
})

test('blocks of other languages are passed over', () => {
  expect(blocksOf(page('~~~', 'x', '~~~', '~~~yaml', 'x: 1', '~~~'))).toEqual([])
})

test('a word that is not known, and a block without an end, are refused with their line', () => {
  expect(() => blocksOf(page('', '~~~sh fail', 'x', '~~~'))).toThrow('line 2: "sh fail" is not understood')
  expect(() => blocksOf(page('~~~sh', 'x'))).toThrow('the block that begins in line 1 has no end')
})
