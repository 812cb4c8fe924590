import type { Tag } from '@aws-sdk/client-ssm'
import { invalidTag, tooManyTags } from '../errors.ts'

/** Tags of one parameter (documented). */
const MOST_TAGS = 50
// Letters, digits and spaces of any script, and a few signs: what AWS takes in resource tags (documented).
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/** Tags by key. */
export type Tags = Record<string, string>

/** The tags that a parameter has once `added` are set on it; checked. */
export function withTags(present: Tags, added: Tag[] = []): Tags {
  const all = new Map(Object.entries(present))
  for (const { Key = '', Value = '' } of added) {
    if (Key.length < 1 || Key.length > 128 || !CHARACTERS.test(Key)) throw invalidTag(`key "${Key}"`)
    if (/^aws:/i.test(Key)) throw invalidTag(`key "${Key}": the prefix aws: is reserved`)
    if (Value.length > 256 || !CHARACTERS.test(Value)) throw invalidTag(`the value of key "${Key}"`)
    all.set(Key, Value)
  }
  if (all.size > MOST_TAGS) throw tooManyTags(MOST_TAGS)
  return Object.fromEntries(all)
}

export function withoutTags(present: Tags, keys: string[] = []): Tags {
  return Object.fromEntries(Object.entries(present).filter(([key]) => !keys.includes(key)))
}
