import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMasker, MASK, maskSecrets } from './masker.ts'

test.each([
  ['a secret anywhere in the text', 'login hunter22 ok hunter22', ['hunter22'], 'login *** ok ***'],
  ['no secrets', 'hunter22', [], 'hunter22'],
  ['blank secrets, which are ignored', 'a b', ['', ' '], 'a b'],
  ['a secret within another, as part of the longer one', 'x abcd bc', ['bc', 'abcd'], 'x *** ***'],
  ['secrets that overlap, as one', 'xabcdex', ['abc', 'cde'], 'x***x'],
  ['a secret that overlaps itself, as one', 'ababa.', ['aba'], '***.'],
  ['secrets side by side, each for itself', 'abab.', ['ab'], '******.'],
  ['the beginning of a secret, which is none', 'hunter2', ['hunter22'], 'hunter2'],
  ['a secret after a false beginning', 'aaab', ['aab'], 'a***'],
  ['characters beyond the first plane', 'key 🔑🔑 end', ['🔑🔑'], 'key *** end'],
  [
    'each line of a secret of several lines',
    'got line-one\n and line-two!',
    ['line-one\nline-two'],
    'got ***\n and ***!',
  ],
  ['short lines of such a secret not', 'a } b', ['{\n  "k": "value-of-it"\n}'], 'a } b'],
])('masks %s', (_case, text, secrets, expected) => {
  expect(maskSecrets(text, secrets)).toBe(expected)
})

const letters = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength, maxLength })

test('the text may be cut anywhere', () => {
  fc.assert(
    fc.property(fc.array(letters(1, 5), { maxLength: 4 }), fc.array(letters(0, 6)), (secrets, pieces) => {
      const masker = createMasker(secrets)

      const streamed = pieces.map((piece) => masker.push(piece)).join('') + masker.flush()

      expect(streamed).toBe(maskSecrets(pieces.join(''), secrets))
    }),
  )
})

test('exactly the characters that belong to a secret are gone', () => {
  fc.assert(
    fc.property(fc.array(letters(1, 5), { minLength: 1, maxLength: 4 }), letters(0, 40), (secrets, text) => {
      const secret = new Set<number>()
      for (const each of secrets) {
        for (let at = text.indexOf(each); at >= 0; at = text.indexOf(each, at + 1)) {
          for (let index = at; index < at + each.length; index++) secret.add(index)
        }
      }
      const rest = [...text].filter((_, index) => !secret.has(index)).join('')

      expect(maskSecrets(text, secrets).replaceAll(MASK, '')).toBe(rest)
    }),
  )
})

test('no more than the longest secret is held back, even in an endless row of overlapping secrets', () => {
  const masker = createMasker(['aaaa'])

  const out = Array.from({ length: 1000 }, () => masker.push('aaa')).join('') + masker.push('.') + masker.flush()

  expect(out).toBe('***.')
})

test('a masker can be used for another text after flush', () => {
  const masker = createMasker(['secret-1'])
  masker.push('secret')
  masker.flush()

  expect(masker.push('-1') + masker.flush()).toBe('-1')
})
