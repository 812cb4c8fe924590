import { expect, test } from 'vitest'
import { checkResourceTags } from './resource-tags.ts'

const fifty = Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: 'v' }))

test('tags come back complete, and a new value of a present key takes no room', () => {
  expect(checkResourceTags([{ Key: 'Größe', Value: 'a b+c' }, { Key: 'bare' }])).toEqual([
    { Key: 'Größe', Value: 'a b+c' },
    { Key: 'bare', Value: '' },
  ])
  expect(checkResourceTags([{ Key: 'k0', Value: 'new' }], fifty)).toEqual([{ Key: 'k0', Value: 'new' }])
})

test.each([
  ['without a key', [{ Value: 'v' }], []],
  ['with a key of 129 characters', [{ Key: 'k'.repeat(129) }], []],
  ['with a value of 257 characters', [{ Key: 'k', Value: 'v'.repeat(257) }], []],
  ['with a sign that tags do not take', [{ Key: 'k', Value: '<v>' }], []],
  ["with AWS's own prefix", [{ Key: 'AWS:k', Value: 'v' }], []],
  ['given twice', [{ Key: 'k' }, { Key: 'k' }], []],
  ['beyond fifty', [{ Key: 'one-more' }], fifty],
])('a tag %s is refused', (_, tags, present) => {
  expect(() => checkResourceTags(tags, present)).toThrow(expect.objectContaining({ code: 'InvalidTagsToAddException' }))
})
