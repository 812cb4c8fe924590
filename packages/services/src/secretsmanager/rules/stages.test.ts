import { expect, test } from 'vitest'
import { type Staged, withStages } from './stages.ts'

const versions = (...each: [string, string[]][]): Staged[] => each.map(([id, stages]) => ({ id, stages }))

test.each<[string, Staged[], string, string[], Staged[]]>([
  ['the first version', versions(['a', []]), 'a', ['AWSCURRENT'], versions(['a', ['AWSCURRENT']])],
  [
    'the next one, which makes the last one the previous',
    versions(['a', ['AWSCURRENT']], ['b', []]),
    'b',
    ['AWSCURRENT'],
    versions(['a', ['AWSPREVIOUS']], ['b', ['AWSCURRENT']]),
  ],
  [
    'a third one, which leaves the first without a label',
    versions(['a', ['AWSPREVIOUS']], ['b', ['AWSCURRENT', 'mine']], ['c', []]),
    'c',
    ['AWSCURRENT'],
    versions(['a', []], ['b', ['mine', 'AWSPREVIOUS']], ['c', ['AWSCURRENT']]),
  ],
  [
    'the previous one again',
    versions(['a', ['AWSPREVIOUS']], ['b', ['AWSCURRENT']]),
    'a',
    ['AWSCURRENT'],
    versions(['a', ['AWSCURRENT']], ['b', ['AWSPREVIOUS']]),
  ],
  [
    'a label of its own, which moves nothing else',
    versions(['a', ['AWSCURRENT', 'mine']], ['b', []]),
    'b',
    ['mine'],
    versions(['a', ['AWSCURRENT']], ['b', ['mine']]),
  ],
])('labels are put on %s', (_what, before, id, stages, after) => {
  expect(withStages(before, id, stages)).toEqual(after)
})

test('a secret has at most twenty labels', () => {
  const many = Array.from({ length: 20 }, (_, at) => `s${at}`)

  expect(() => withStages(versions(['a', many], ['b', []]), 'b', ['one-more'])).toThrow(/at most 20/)
})
