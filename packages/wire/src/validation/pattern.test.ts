import { expect, test } from 'vitest'
import { javaPatternSource } from './java-pattern.ts'
import { matches } from './pattern.ts'

test.each([
  ['[\\w+=,.@-]+', 'deploy.role@host-1', true],
  ['[\\w+=,.@-]+', 'with space', false],
  // The whole value has to match, whether the pattern has anchors or not.
  ['[a-z]+', 'abc1', false],
  ['^[a-z]+$', 'abc', true],
  // One alternative of several stands for the whole value too.
  ['AWS|ThirdParty', 'AWSome', false],
  ['[0-9]{12}|\\*', '*', true],
  ['[\\w-]*', '', true],
  ['[a-zA-Z0-9_\\-]+', 'a-b', true],
  ['[\\w._-]+', 'a-b', true],
  ['[\\w-.]+', 'a-b.c', true],
  ['[0-9a-z-\\/]*', 'a-b/c', true],
  ['[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*', 'Größe 1', true],
  ['[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*', 'a\nb', false],
  ['[\\u0020-\\u00FF]+', 'é', true],
  ['[\\u0020-\\u00FF]+', '\u20ac', false],
  ['^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$', 'a--b', false],
  ['[a-zA-Z0-9!@ \\(\\)\\.\\*\\?\\-]+', 'Why? (because)', true],
  ['[\\s\\S]*', 'any\n\u{1F600}\u00a0', true],
  ['\\S+', 'no\tspace', false],
  ['[\\s-.]+', ' -.\n', true],
  // Java's white space is that of ASCII.
  ['\\s', '\u00a0', false],
  ['[^\\s]', '\u00a0', true],
  ['arn:aws(-[\\w]+)*:iam::[0-9]{12}:role/.*', 'arn:aws-us-gov:iam::123456789012:role/a', true],
])('%s and %j: %s', (pattern, value, expected) => {
  expect(matches(pattern, value)).toBe(expected)
})

test.each(['a++', '(?i)a', '[a-z&&[^b]]', '[a', '\\Qa\\E'])(
  '%s, which the models do not use, is refused',
  (pattern) => {
    expect(() => javaPatternSource(pattern)).toThrow(SyntaxError)
  },
)

test('a value of improbable length does not match where matching could take long', () => {
  const value = `${'a:'.repeat(10_000)}b`

  expect(matches('.+:.+:.+', value)).toBe(false)
  expect(matches('[a-z:]+', value)).toBe(true)
})
