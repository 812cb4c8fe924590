import { invalidTag } from '../errors.ts'

export type Tags = Record<string, string>

/** Most tags of an object, and of a bucket. */
export const OBJECT_TAGS = 10
export const BUCKET_TAGS = 50

const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/** The tags of a TagSet. Throws InvalidTag. */
export function tagsOfSet(set: { Key?: string; Value?: string }[], most: number): Tags {
  const tags: Tags = {}
  if (set.length > most) throw invalidTag(`Object tags cannot be greater than ${most}`)
  for (const { Key: key = '', Value: value = '' } of set) {
    if (key === '' || key.length > 128 || !ALLOWED.test(key)) {
      throw invalidTag('The TagKey you have provided is invalid', { TagKey: key })
    }
    if (value.length > 256 || !ALLOWED.test(value)) {
      throw invalidTag('The TagValue you have provided is invalid', { TagKey: key, TagValue: value })
    }
    if (key.toLowerCase().startsWith('aws:')) {
      throw invalidTag('System tags cannot be added/updated by requester', { TagKey: key })
    }
    if (Object.hasOwn(tags, key)) {
      throw invalidTag('Cannot provide multiple Tags with the same key', { TagKey: key })
    }
    tags[key] = value
  }
  return tags
}

/** The tags of an `x-amz-tagging` header: a query string. */
export function tagsOfHeader(header: string | undefined): Tags {
  if (!header) return {}
  const set = [...new URLSearchParams(header)].map(([Key, Value]) => ({ Key, Value }))
  return tagsOfSet(set, OBJECT_TAGS)
}

export function tagSetOf(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}
