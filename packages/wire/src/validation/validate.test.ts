import { expect, test } from 'vitest'
import { compile } from '../schema/compile.ts'
import type { StructureShape } from '../schema/shape.ts'
import type { Constraints } from './constraints.ts'
import { summary } from './messages.ts'
import { validate } from './validate.ts'

const SECRET = [0, 'x', 'Secret', 8, 0]
const TAG = [3, 'x', 'Tag', 0, ['Key', 'Value'], [0, 0], 1]
const CHOICE = [4, 'x', 'Choice', 0, ['Left', 'Right'], [0, 0]]
const INPUT = [
  3,
  'x',
  'CreateThingInput',
  0,
  ['Name', 'Tags', 'Count', 'Ratio', 'Kind', 'Names', 'Labels', 'Password', 'At', 'Flag', 'Blob', 'Choice'],
  [0, [1, 'x', 'Tags', 0, () => TAG], 1, 1, 0, 64, 128, () => SECRET, 4, 2, 21, () => CHOICE],
  1,
]
const SHAPE = compile(INPUT) as StructureShape
const RULES: Constraints = {
  source: 'test',
  constraints: [
    { l: [1, 5], p: '[a-z]+' },
    { l: [null, 2] },
    { r: [1, 10] },
    { r: [0, 1], f: 1 },
    { e: ['BIG', 'SMALL'] },
    { l: [1, 3], i: { l: [1, 4], p: '\\w+' } },
    { k: { l: [1, 3] }, v: { e: ['on', 'off'] } },
    { l: [8, null] },
    { l: [1, 128] },
  ],
  members: {
    CreateThingInput: { Name: 0, Tags: 1, Count: 2, Ratio: 3, Kind: 4, Names: 5, Labels: 6, Password: 7 },
    Tag: { Key: 8 },
  },
  errors: {},
}

test.each<[object, string[]]>([
  [{ Name: 'abc' }, []],
  [{}, ["Value null at 'name' failed to satisfy constraint: Member must not be null"]],
  [
    { Name: '' },
    [
      "Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1",
      "Value '' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]+",
    ],
  ],
  [
    { Name: 'abcdef' },
    ["Value 'abcdef' at 'name' failed to satisfy constraint: Member must have length less than or equal to 5"],
  ],
  [
    { Name: 'ABC' },
    ["Value 'ABC' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]+"],
  ],
  [
    { Name: 'a', Kind: 'HUGE' },
    ["Value 'HUGE' at 'kind' failed to satisfy constraint: Member must satisfy enum value set: [BIG, SMALL]"],
  ],
  [
    { Name: 'a', Count: 0 },
    ["Value '0' at 'count' failed to satisfy constraint: Member must have value greater than or equal to 1"],
  ],
  [
    { Name: 'a', Count: 11 },
    ["Value '11' at 'count' failed to satisfy constraint: Member must have value less than or equal to 10"],
  ],
  [{ Name: 'a', Count: 1.5 }, ["Value '1.5' at 'count' failed to satisfy constraint: Member must be an integer"]],
  [{ Name: 'a', Ratio: 0.5 }, []],
  [
    { Name: 'a', Tags: [{ Key: 'k' }, {}] },
    ["Value null at 'tags.2.member.key' failed to satisfy constraint: Member must not be null"],
  ],
  [
    { Name: 'a', Tags: [{ Key: 'a' }, { Key: 'b' }, { Key: 'c' }] },
    [
      "Value '[{Key=a}, {Key=b}, {Key=c}]' at 'tags' failed to satisfy constraint: Member must have length less than or equal to 2",
    ],
  ],
  [
    { Name: 'a', Names: ['ok', 'too long'] },
    [
      "Value '[ok, too long]' at 'names' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 4, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: \\w+]",
    ],
  ],
  [
    { Name: 'a', Names: [null] },
    [
      "Value '[null]' at 'names' failed to satisfy constraint: Member must satisfy constraint: [Member must not be null]",
    ],
  ],
  [
    { Name: 'a', Labels: { long: 'on' } },
    [
      "Value '{long=on}' at 'labels' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 3, Member must have length greater than or equal to 1]",
    ],
  ],
  [
    { Name: 'a', Labels: { a: 'maybe' } },
    [
      "Value '{a=maybe}' at 'labels' failed to satisfy constraint: Map value must satisfy constraint: [Member must satisfy enum value set: [on, off]]",
    ],
  ],
  // What is sensitive is not repeated.
  [
    { Name: 'a', Password: 'hunter2' },
    ["Value at 'password' failed to satisfy constraint: Member must have length greater than or equal to 8"],
  ],
  [{ Name: 1 }, ["Value '1' at 'name' failed to satisfy constraint: Member must be a string"]],
  [{ Name: 'a', Tags: {} }, ["Value '{}' at 'tags' failed to satisfy constraint: Member must be a list"]],
  [{ Name: 'a', Flag: 'true' }, ["Value 'true' at 'flag' failed to satisfy constraint: Member must be a boolean"]],
  [
    { Name: 'a', At: new Date(Number.NaN) },
    ["Value 'an invalid date' at 'at' failed to satisfy constraint: Member must be a timestamp"],
  ],
  [{ Name: 'a', Blob: 5 }, ["Value '5' at 'blob' failed to satisfy constraint: Member must be binary data"]],
  [
    { Name: 'a', Choice: { Left: '1', Right: '2' } },
    [
      "Value '{Left=1, Right=2}' at 'choice' failed to satisfy constraint: Member must be a union with exactly one member set",
    ],
  ],
])('%j breaks: %j', (input, expected) => {
  expect(validate(SHAPE, input, RULES).map(({ message }) => message)).toEqual(expected)
})

test('a violation tells the structure and member that carry the constraint', () => {
  const [violation] = validate(SHAPE, { Name: 'a', Tags: [{ Key: '' }] }, RULES)

  expect(violation).toMatchObject({ path: 'tags.1.member.key', shape: 'Tag', member: 'Key', kind: 'length', value: '' })
})

test('violations are summed up as services do', () => {
  const violations = validate(SHAPE, { Count: 0 }, RULES)

  expect(summary(violations)).toBe(
    "2 validation errors detected: Value null at 'name' failed to satisfy constraint: Member must not be null; Value '0' at 'count' failed to satisfy constraint: Member must have value greater than or equal to 1",
  )
})

test('characters beyond the basic plane count as one', () => {
  const rules = {
    ...RULES,
    constraints: [{ l: [null, 2] as [null, number] }],
    members: { CreateThingInput: { Name: 0 } },
  }

  expect(validate(SHAPE, { Name: '🚂🚂' }, rules)).toEqual([])
})

test('the answer does not grow with what was sent', () => {
  const input = { Name: 'x'.repeat(100_000), Tags: Array.from({ length: 10_000 }, () => ({})) }

  const violations = validate(SHAPE, input, RULES)

  expect(violations.length).toBeLessThanOrEqual(50)
  expect(summary(violations).length).toBeLessThan(20_000)
})
