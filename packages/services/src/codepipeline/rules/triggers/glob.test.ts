import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isGlob, matchesGlob } from './glob.ts'

test.each([
  ['main', 'main', true],
  ['main', 'main2', false],
  ['feature-*', 'feature-x', true],
  ['feature/*', 'feature/a/b', false],
  ['feature/**', 'feature/a/b', true],
  ['**/README.md', 'README.md', true],
  ['**/README.md', 'docs/deep/README.md', true],
  ['**/README.md', 'docs/xREADME.md', false],
  ['a/**/b', 'a/b', true],
  ['a/**/b', 'a/x/y/b', true],
  ['a/**/b', 'ab', false],
  ['**', 'any/thing', true],
  ['v?.0', 'v1.0', true],
  ['v?.0', 'v/.0', false],
  ['v[0-9]*', 'v2.1', true],
  ['v[!0-9]', 'v2', false],
  ['{main,release-*}', 'release-7', true],
  ['{a,b{c,d}}x', 'bdx', true],
  ['{a,b}', 'c', false],
  ['a\\*', 'a*', true],
  ['a\\*', 'ab', false],
  ['*.{ts,js}', 'x.js', true],
  ['a.b', 'axb', false],
  ['--upload-pack=x', '--upload-pack=x', true],
  ['dé*', 'dépôt', true],
  ['', '', true],
])('the pattern %s and the text %s: %s', (pattern, text, expected) => {
  expect(matchesGlob(pattern, text)).toBe(expected)
})

test.each(['{a', '[a', 'a\\', '{a,b}'.repeat(9)])('the pattern %s cannot be read and matches nothing', (pattern) => {
  expect(isGlob(pattern)).toBe(false)
  expect(matchesGlob(pattern, pattern)).toBe(false)
})

test('a pattern made to be slow is not', () => {
  expect(matchesGlob('**a'.repeat(80), 'a'.repeat(2000).concat('b'))).toBe(false)
})

test('text without signs matches itself, and every text matches two stars', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z/.é -]{0,30}$/), (text) => {
      expect(matchesGlob(text, text)).toBe(true)
      expect(matchesGlob('**', text)).toBe(true)
      expect(matchesGlob(`${text}*`, `${text}/x`)).toBe(false)
    }),
  )
})

test('any text can be given as a pattern', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (pattern, text) => {
      expect(matchesGlob(pattern, text) && !isGlob(pattern)).toBe(false)
    }),
  )
})
