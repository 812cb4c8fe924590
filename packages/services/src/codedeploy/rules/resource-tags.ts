import type { Tag } from '@aws-sdk/client-codedeploy'
import { invalidTagsToAdd } from '../errors.ts'
import { QUOTAS } from './quotas.ts'

// Letters, digits and spaces of any script, and a few signs: what AWS takes in resource tags (documented).
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/** Resource tags to add to an owner that has `present` already; checked, with every value there. */
export function checkResourceTags(tags: Tag[], present: Tag[] = []): Required<Tag>[] {
  const keys = new Set<string>()
  const checked = tags.map(({ Key: key = '', Value: value = '' }) => {
    if (key.length < 1 || key.length > QUOTAS.tagKeyLength || !CHARACTERS.test(key)) {
      throw invalidTagsToAdd(
        `Tag key "${key}" is not made of 1 to ${QUOTAS.tagKeyLength} letters, digits, spaces and _ . : / = + - @`,
      )
    }
    if (key.toLowerCase().startsWith('aws:')) throw invalidTagsToAdd(`Tag key "${key}": the prefix aws: is reserved.`)
    if (value.length > QUOTAS.tagValueLength || !CHARACTERS.test(value)) {
      throw invalidTagsToAdd(
        `Tag value "${value}" of key "${key}" is not made of up to ${QUOTAS.tagValueLength} letters, digits, spaces and _ . : / = + - @`,
      )
    }
    if (keys.has(key)) throw invalidTagsToAdd(`Tag key "${key}" is given twice.`)
    keys.add(key)
    return { Key: key, Value: value }
  })
  for (const { Key } of present) if (Key !== undefined) keys.add(Key)
  if (keys.size > QUOTAS.resourceTags) throw invalidTagsToAdd(`A resource takes at most ${QUOTAS.resourceTags} tags.`)
  return checked
}
