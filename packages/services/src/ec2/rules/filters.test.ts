import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkFilters, fits, fitsFilters } from './filters.ts'

const attributes = { 'instance-id': ['i-1'], 'instance-type': ['t3.micro'], 'ip-address': [undefined] }
const tags = new Map([
  ['Name', 'web'],
  ['stack', 'Blue'],
])

test.each([
  [[], true],
  [[{ Name: 'instance-id', Values: ['i-1'] }], true],
  [[{ Name: 'instance-id', Values: ['i-2', 'i-1'] }], true],
  [[{ Name: 'instance-type', Values: ['t3.*'] }], true],
  [[{ Name: 'instance-type', Values: ['t3.micr?'] }], true],
  [[{ Name: 'instance-type', Values: ['t3.?'] }], false],
  [[{ Name: 'ip-address', Values: ['*'] }], false],
  [[{ Name: 'tag:Name', Values: ['web'] }], true],
  [[{ Name: 'tag:Name', Values: ['WEB'] }], false],
  [[{ Name: 'tag:Owner', Values: ['*'] }], false],
  [[{ Name: 'tag-key', Values: ['stack'] }], true],
  [[{ Name: 'tag-value', Values: ['Bl*'] }], true],
  [
    [
      { Name: 'tag:Name', Values: ['web'] },
      { Name: 'tag:stack', Values: ['Green'] },
    ],
    false,
  ],
])('%j fits: %s', (filters, expected) => {
  expect(fitsFilters(attributes, tags, filters)).toBe(expected)
})

test('a filter that nobody knows, or without values, is refused with its name', () => {
  expect(() => checkFilters([{ Name: 'colour', Values: ['red'] }], ['instance-id'])).toThrow(
    "The filter 'colour' is invalid",
  )
  expect(() => checkFilters([{ Name: 'instance-id', Values: [] }], ['instance-id'])).toThrow('at least one value')
  expect(() => checkFilters([{ Name: 'tag:x', Values: Array(201).fill('a') }], [])).toThrow('200')
})

test('a wildcard made plain stands for itself', () => {
  expect(fits('a\\*b', 'a*b')).toBe(true)
  expect(fits('a\\*b', 'axb')).toBe(false)
})

test('a text fits itself with any part of it replaced by a star', () => {
  const plain = fc.stringMatching(/^[a-z.]{0,20}$/)

  fc.assert(
    fc.property(plain, fc.nat(20), fc.nat(20), (text, a, b) => {
      const [from, to] = [Math.min(a, b, text.length), Math.min(Math.max(a, b), text.length)]

      expect(fits(`${text.slice(0, from)}*${text.slice(to)}`, text)).toBe(true)
    }),
  )
})

test('a pattern of many stars does not take long', () => {
  expect(fits(`${'*a'.repeat(100)}b`, 'a'.repeat(2000))).toBe(false)
})
