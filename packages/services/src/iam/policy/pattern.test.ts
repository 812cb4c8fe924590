import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compilePattern, matchesPattern } from './pattern.ts'

const matches = (pattern: string, text: string) => matchesPattern(compilePattern([{ text: pattern }]), text)

test('patterns mean what the same regular expression means', () => {
  const letters = (...chars: string[]) => fc.string({ unit: fc.constantFrom(...chars), maxLength: 8 })

  fc.assert(
    fc.property(letters('a', 'b', '*', '?'), letters('a', 'b', '*', '?'), (pattern, text) => {
      const regex = pattern.replaceAll('*', '[^]*').replaceAll('?', '[^]')

      expect(matches(pattern, text)).toBe(new RegExp(`^${regex}$`).test(text))
    }),
    { numRuns: 2000 },
  )
})

test('a hostile pattern costs no more than both lengths multiplied', () => {
  const pattern = `${'a*'.repeat(3000)}b`

  expect(matches(pattern, 'a'.repeat(6000))).toBe(false)
})

test('what is quoted is no wildcard', () => {
  const pattern = compilePattern([{ text: 'a' }, { quoted: '*' }, { text: '?' }])

  expect(matchesPattern(pattern, 'a*x')).toBe(true)
  expect(matchesPattern(pattern, 'abx')).toBe(false)
})
