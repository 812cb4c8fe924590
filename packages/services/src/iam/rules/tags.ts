import type { Tag as SdkTag } from '@aws-sdk/client-iam'
import { invalidInput, limitExceeded } from '../errors.ts'
import type { Tag } from './entities.ts'
import { QUOTAS } from './quotas.ts'

/** Refuses tags that IAM does not take. Their keys differ in more than case. */
export function checkTags(tags: readonly SdkTag[] = []): Tag[] {
  const checked = tags.map(({ Key = '', Value = '' }) => ({ Key, Value }))
  const folded = new Set(checked.map(({ Key }) => Key.toLowerCase()))
  if (folded.size < checked.length) {
    throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
  }
  for (const key of folded) {
    if (key.startsWith('aws:')) throw invalidInput(`Tag key ${key} is reserved: keys may not begin with aws:`)
  }
  return withinLimit(checked)
}

/** The old tags with the new ones set; keys that differ in case only are the same, and take the new spelling. */
export function withTags(old: readonly Tag[], added: readonly Tag[]): Tag[] {
  const keys = new Set(added.map(({ Key }) => Key.toLowerCase()))
  return withinLimit([...old.filter(({ Key }) => !keys.has(Key.toLowerCase())), ...added])
}

export function withoutTags(old: readonly Tag[], keys: readonly string[]): Tag[] {
  const gone = new Set(keys.map((key) => key.toLowerCase()))
  return old.filter(({ Key }) => !gone.has(Key.toLowerCase()))
}

function withinLimit(tags: Tag[]): Tag[] {
  if (tags.length > QUOTAS.TagsPerEntity) {
    throw limitExceeded('The number of tags has reached the maximum limit.')
  }
  return tags
}
