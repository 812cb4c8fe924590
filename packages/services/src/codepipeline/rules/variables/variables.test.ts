import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { variablesAtStart } from './pipeline-variables.ts'
import { referencesIn } from './references.ts'
import { resolveTexts } from './resolve.ts'

const namespaces = { variables: { Stage: 'prod' }, Src: { CommitId: 'abc', Odd: '#{variables.Stage}' } }
const resolved = (text: string) => resolveTexts({ text }, namespaces)

test.each([
  ['nothing to fill in', 'nothing to fill in'],
  ['#{variables.Stage}', 'prod'],
  ['web-#{Src.CommitId}-#{variables.Stage}', 'web-abc-prod'],
  ['#{Src.CommitId}#{Src.CommitId}', 'abcabc'],
  ['a value is not looked at again: #{Src.Odd}', 'a value is not looked at again: #{variables.Stage}'],
  ['$#{Src.CommitId}', '$abc'],
  ['#{unclosed', '#{unclosed'],
  ['# and {braces}', '# and {braces}'],
])('%s becomes %s', (text, expected) => {
  expect(resolved(text)).toEqual({ ok: true, values: { text: expected } })
})

test.each([
  '#{Src.Missing}',
  '#{Nope.X}',
  '#{src.CommitId}',
  '#{constructor.name}',
  '#{Src.constructor}',
  '#{Src}',
  '#{ Src.CommitId }',
])('%s has no value, and the message names it', (text) => {
  expect(resolved(`${text} #{variables.Stage}`)).toEqual({ ok: false, message: expect.stringContaining(text) })
})

test('a configuration that grows too large is refused', () => {
  const large = { N: { K: 'x'.repeat(60_000) } }

  expect(resolveTexts({ a: '#{N.K}' }, large).ok).toBe(true)
  expect(resolveTexts({ a: '#{N.K}#{N.K}' }, large)).toMatchObject({
    ok: false,
    message: expect.stringContaining('100 KB'),
  })
})

test('values with any characters are put in as they are', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (value) => {
      expect(resolveTexts({ t: 'a#{N.K}b' }, { N: { K: value } })).toEqual({ ok: true, values: { t: `a${value}b` } })
    }),
  )
})

test('every text can be looked through', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('#', '{', '}', '.', 'a') }), (text) => {
      for (const reference of referencesIn(text)) expect(text).toContain(reference.text)
    }),
  )
})

describe('pipeline variables at the start', () => {
  const declared = [{ name: 'A', defaultValue: '1' }, { name: 'B' }]

  test('a value that is given beats the default', () => {
    expect(variablesAtStart(declared, [{ name: 'B', value: '2' }])).toEqual({ A: '1', B: '2' })
    expect(
      variablesAtStart(declared, [
        { name: 'B', value: '2' },
        { name: 'A', value: '3' },
      ]),
    ).toEqual({ A: '3', B: '2' })
  })

  test.each([
    ['a variable without a value', [], "'B'"],
    [
      'a variable that is not declared',
      [
        { name: 'B', value: '1' },
        { name: 'C', value: '1' },
      ],
      "'C'",
    ],
    [
      'a variable given twice',
      [
        { name: 'B', value: '1' },
        { name: 'B', value: '2' },
      ],
      "'B'",
    ],
  ])('%s is refused', (_, given, message) => {
    expect(() => variablesAtStart(declared, given)).toThrow(
      expect.objectContaining({ code: 'ValidationException', message: expect.stringContaining(message) }),
    )
  })
})
