import type { Tag } from '@aws-sdk/client-codedeploy'
import {
  iamArnRequired,
  instanceLimitExceeded,
  instanceNameRequired,
  invalidIamSessionArn,
  invalidIamUserArn,
  invalidTag,
  multipleIamArnsProvided,
  tagRequired,
} from '../errors.ts'
import { checkInstanceName } from './names.ts'
import { BATCH_LIMIT, QUOTAS } from './quotas.ts'

const USER_ARN = /^arn:[a-z0-9-]+:iam::[0-9]{12}:user\/[A-Za-z0-9/+=,.@_-]+$/
const SESSION_ARN = /^arn:[a-z0-9-]+:sts::[0-9]{12}:assumed-role\/[A-Za-z0-9+=,.@_-]+\/[A-Za-z0-9+=,.@_-]+$/

/** The identity that an agent signs with: exactly one of the two. */
export type AgentIdentity =
  | { iamUserArn: string; iamSessionArn?: undefined }
  | { iamSessionArn: string; iamUserArn?: undefined }

export function checkAgentIdentity(given: { iamUserArn?: string; iamSessionArn?: string }): AgentIdentity {
  const { iamUserArn, iamSessionArn } = given
  if (iamUserArn !== undefined && iamSessionArn !== undefined) throw multipleIamArnsProvided()
  if (iamUserArn !== undefined) {
    if (!USER_ARN.test(iamUserArn)) throw invalidIamUserArn(iamUserArn)
    return { iamUserArn }
  }
  if (iamSessionArn === undefined) throw iamArnRequired()
  if (!SESSION_ARN.test(iamSessionArn)) throw invalidIamSessionArn(iamSessionArn)
  return { iamSessionArn }
}

/** The names of a call over many instances, each once. */
export function checkInstanceNames(names: string[] | undefined): string[] {
  if (!names || names.length === 0) throw instanceNameRequired()
  if (names.length > BATCH_LIMIT) throw instanceLimitExceeded(BATCH_LIMIT)
  return [...new Set(names.map(checkInstanceName))]
}

/** Tags to add to or remove from on-premises instances. Unlike on EC2 neither key nor value may be empty. */
export function checkInstanceTags(tags: Tag[] | undefined): Required<Tag>[] {
  if (!tags || tags.length === 0) throw tagRequired()
  return tags.map(({ Key: key, Value: value }) => {
    if (!key || key.length > QUOTAS.tagKeyLength) {
      throw invalidTag(`Tag key "${key ?? ''}" does not have 1 to ${QUOTAS.tagKeyLength} characters.`)
    }
    if (!value || value.length > QUOTAS.tagValueLength) {
      throw invalidTag(
        `Tag value "${value ?? ''}" of key "${key}" does not have 1 to ${QUOTAS.tagValueLength} characters.`,
      )
    }
    return { Key: key, Value: value }
  })
}

/** `present` with `added`, each pair of key and value once. */
export function addTags(present: Required<Tag>[], added: Required<Tag>[]): Required<Tag>[] {
  const missing = added.filter((tag, index) => !has(present, tag) && !has(added.slice(0, index), tag))
  return [...present, ...missing]
}

/** `present` without the pairs in `removed`. */
export function removeTags(present: Required<Tag>[], removed: Required<Tag>[]): Required<Tag>[] {
  return present.filter((tag) => !has(removed, tag))
}

function has(tags: Required<Tag>[], tag: Required<Tag>): boolean {
  return tags.some(({ Key, Value }) => Key === tag.Key && Value === tag.Value)
}
