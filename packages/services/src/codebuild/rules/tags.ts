import type { Tag } from '@aws-sdk/client-codebuild'
import { invalidTags } from '../errors.ts'
import { MOST_TAGS } from './quotas.ts'

/** Tags of a project or report group, complete and without a key twice. */
export function checkTags(tags: readonly Tag[]): Tag[] {
  if (tags.length > MOST_TAGS) throw invalidTags(`${tags.length} are given, at most ${MOST_TAGS} may be`)
  const keys = new Set<string>()
  return tags.map(({ key, value = '' }) => {
    if (!key) throw invalidTags('a tag has no key')
    if (key.toLowerCase().startsWith('aws:')) throw invalidTags(`the key "${key}" begins with aws:, which is reserved`)
    if (keys.has(key)) throw invalidTags(`the key "${key}" is given twice`)
    keys.add(key)
    return { key, value }
  })
}
