import type { EC2TagFilter, Tag } from '@aws-sdk/client-codedeploy'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { invalidEC2Tag } from '../errors.ts'
import {
  checkTagFilters,
  checkTagSet,
  matchesAnyFilter,
  matchesTagSet,
  selectsEC2Instance,
  selectsOnPremisesInstance,
} from './tag-filters.ts'

const tags: Tag[] = [
  { Key: 'Name', Value: 'GRP-1a' },
  { Key: 'env', Value: 'prod' },
  { Key: 'empty', Value: '' },
]

describe('a tag filter', () => {
  test.each<[string, EC2TagFilter, boolean]>([
    ['of key and value matches both together', { Key: 'env', Value: 'prod', Type: 'KEY_AND_VALUE' }, true],
    ['does not mix the key of one tag with the value of another', { Key: 'env', Value: 'GRP-1a' }, false],
    ['of a key matches any value', { Key: 'env', Type: 'KEY_ONLY' }, true],
    ['of a key pays no heed to a value beside it', { Key: 'env', Value: 'x', Type: 'KEY_ONLY' }, true],
    ['of a value matches any key', { Value: 'prod', Type: 'VALUE_ONLY' }, true],
    ['of a key alone needs no type', { Key: 'Name' }, true],
    ['of a value alone needs no type', { Value: 'prod' }, true],
    ['of an empty value matches a tag without value', { Key: 'empty', Value: '' }, true],
    ['minds case in values', { Key: 'env', Value: 'Prod' }, false],
    ['minds case in keys', { Key: 'name', Type: 'KEY_ONLY' }, false],
    ['takes * in a value for any characters', { Key: 'Name', Value: 'GRP-*a' }, true],
    ['takes * for no characters too', { Key: 'Name', Value: 'GRP-*1a*' }, true],
    ['takes several *', { Key: 'Name', Value: '*R*1*' }, true],
    ['does not use a character for two parts of a pattern', { Key: 'Name', Value: 'GRP-1*1a' }, false],
    ['takes no other sign for more than itself', { Key: 'Name', Value: 'GRP-..' }, false],
    ['takes * in a key literally', { Key: 'N*', Type: 'KEY_ONLY' }, false],
  ])('%s', (_, filter, matches) => {
    expect(matchesAnyFilter([filter], tags)).toBe(matches)
  })

  test('with wildcards matches what the regular expression of the same meaning matches', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 })
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 })
    fc.assert(
      fc.property(word, text, (Value, value) => {
        const expected = new RegExp(`^${Value.replaceAll('*', '.*')}$`).test(value)
        expect(matchesAnyFilter([{ Value }], [{ Key: 'k', Value: value }])).toBe(expected)
      }),
    )
  })
})

describe('a tag set', () => {
  const web = { Key: 'Name', Value: 'GRP-*' }
  const prod = { Key: 'env', Value: 'prod' }
  const test1 = { Key: 'env', Value: 'test' }

  test.each<[string, EC2TagFilter[][], boolean]>([
    ['needs every group', [[web], [prod]], true],
    ['is missed when one group is', [[web], [test1]], false],
    ['is content with one filter of a group', [[web], [test1, prod]], true],
    ['without groups means nothing', [], false],
  ])('%s', (_, groups, matches) => {
    expect(matchesTagSet(groups, tags)).toBe(matches)
  })
})

test('a selector without anything selects no instance', () => {
  expect(selectsEC2Instance({}, tags)).toBe(false)
  expect(selectsOnPremisesInstance({ onPremisesInstanceTagFilters: [] }, tags)).toBe(false)
})

test('each side has its own selectors', () => {
  const filters = [{ Key: 'env', Value: 'prod' }]
  const group = { ec2TagFilters: filters, onPremisesTagSet: { onPremisesTagSetList: [[{ Key: 'rack' }]] } }

  expect(selectsEC2Instance(group, tags)).toBe(true)
  expect(selectsOnPremisesInstance(group, tags)).toBe(false)
  expect(selectsOnPremisesInstance(group, [{ Key: 'rack', Value: '7' }])).toBe(true)
})

test.each<[string, EC2TagFilter[]]>([
  ['without key and value', [{}]],
  ['of an unknown type', [{ Key: 'a', Type: 'ANY' as 'KEY_ONLY' }]],
  ['of both with a key alone', [{ Key: 'a', Type: 'KEY_AND_VALUE' }]],
  ['of a value with a key alone', [{ Key: 'a', Type: 'VALUE_ONLY' }]],
  ['of a key with a value alone', [{ Value: 'a', Type: 'KEY_ONLY' }]],
  ['with a key of 129 characters', [{ Key: 'a'.repeat(129) }]],
  ['with a value of 257 characters', [{ Value: 'a'.repeat(257) }]],
  ['beyond ten', Array.from({ length: 11 }, () => ({ Key: 'a' }))],
])('a filter %s is refused', (_, filters) => {
  expect(() => checkTagFilters(filters, invalidEC2Tag)).toThrow(
    expect.objectContaining({ code: 'InvalidEC2TagException' }),
  )
})

test('a tag set of four groups, or with an empty one, is refused', () => {
  const group = [{ Key: 'a' }]

  checkTagSet([group, group, group], invalidEC2Tag)
  expect(() => checkTagSet([group, group, group, group], invalidEC2Tag)).toThrow(
    expect.objectContaining({ code: 'TagSetListLimitExceededException' }),
  )
  expect(() => checkTagSet([[]], invalidEC2Tag)).toThrow(expect.objectContaining({ code: 'InvalidEC2TagException' }))
})
