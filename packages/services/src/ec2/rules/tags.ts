import type { Tag, TagSpecification } from '@aws-sdk/client-ec2'
import { invalidParameterValue, missingParameter, tagLimitExceeded } from '../errors.ts'

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const LIMITS = { tags: 50, key: 128, value: 256 }

export type CheckedTag = { Key: string; Value: string }

/** Checks tags that are to be set. A tag without a value has the empty one (documented). */
export function checkTags(tags: Tag[]): CheckedTag[] {
  const seen = new Set<string>()
  return tags.map(({ Key, Value = '' }) => {
    if (Key === undefined || Key === '') throw missingParameter('Tag.N.Key')
    if (Key.length > LIMITS.key)
      throw invalidParameterValue(
        `Tag key exceeds the maximum length of ${LIMITS.key} characters: '${Key.slice(0, 40)}…'`,
      )
    if (Value.length > LIMITS.value)
      throw invalidParameterValue(
        `Tag value exceeds the maximum length of ${LIMITS.value} characters: '${Value.slice(0, 40)}…'`,
      )
    if (/^aws:/i.test(Key))
      throw invalidParameterValue(`Tag keys starting with 'aws:' are reserved for internal use: '${Key}'`)
    if (seen.has(Key)) throw invalidParameterValue(`Duplicate tag key '${Key}' specified.`)
    seen.add(Key)
    return { Key, Value }
  })
}

export function checkTagCount(resourceId: string, count: number): void {
  if (count > LIMITS.tags) throw tagLimitExceeded(resourceId, LIMITS.tags)
}

/** The tags for the instances of a RunInstances; those for volumes and the like have nothing here to be put on. */
export function instanceTags(specifications: TagSpecification[] = []): CheckedTag[] {
  const seen = new Set<string>()
  for (const { ResourceType } of specifications) {
    if (!ResourceType) throw missingParameter('TagSpecification.N.ResourceType')
    if (seen.has(ResourceType))
      throw invalidParameterValue(`Duplicate resource type '${ResourceType}' in tag specification.`)
    seen.add(ResourceType)
  }
  return checkTags(specifications.find(({ ResourceType }) => ResourceType === 'instance')?.Tags ?? [])
}
