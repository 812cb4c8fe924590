import type { Access, ConditionValues } from '@towpath/wire'
import { accessDenied, invalidBucketName, invalidUri, keyTooLong, noSuchBucket } from './errors.ts'
import type { Ctx } from './room.ts'
import { isBucketName } from './rules/bucket-name.ts'
import { keyProblem } from './rules/object-key.ts'
import type { Tags } from './rules/tags.ts'
import type { Bucket } from './state/buckets.ts'

/**
 * What operations need to be allowed: actions and resources as in S3's service authorization reference.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */

export const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`
export const objectArn = (bucket: string, key: string): string => `arn:aws:s3:::${bucket}/${key}`

interface BucketInput {
  Bucket?: string
  ExpectedBucketOwner?: string
}

interface ObjectInput extends BucketInput {
  Key?: string
}

/**
 * The bucket of a request. Throws NoSuchBucket, and AccessDenied when another account owns it or was expected to.
 */
export async function bucketOf(ctx: Pick<Ctx, 'buckets' | 'account'>, input: BucketInput): Promise<Bucket> {
  const name = input.Bucket ?? ''
  const bucket = await ctx.buckets.find(name)
  if (!bucket) throw isBucketName(name) ? noSuchBucket(name) : invalidBucketName(name)
  // An ARN of S3 names no account, so policies alone could not keep the root user of another account out.
  if (bucket.account !== ctx.account) throw accessDenied()
  if (input.ExpectedBucketOwner !== undefined && input.ExpectedBucketOwner !== bucket.account) throw accessDenied()
  return bucket
}

/** The key of a request, if it can be one. Throws InvalidURI and KeyTooLongError. */
export function keyOf(input: { Key?: string }): string {
  const key = input.Key ?? ''
  const problem = keyProblem(key)
  if (problem === 'too-long') throw keyTooLong(Buffer.byteLength(key))
  if (problem === 'unreadable') throw invalidUri(key.toWellFormed().replaceAll('\0', '%00'))
  return key
}

export function onBucket(bucket: Bucket, action: string, conditions?: ConditionValues): Access {
  return { action: `s3:${action}`, resource: bucketArn(bucket.name), conditions, resourcePolicy: bucket.policy }
}

export function onObject(bucket: Bucket, key: string, action: string, conditions?: ConditionValues): Access {
  return { action: `s3:${action}`, resource: objectArn(bucket.name, key), conditions, resourcePolicy: bucket.policy }
}

/** For operations that need one action on their bucket. */
export function bucketAccess(action: string) {
  return async (input: BucketInput, ctx: Ctx): Promise<Access[]> => [onBucket(await bucketOf(ctx, input), action)]
}

/** For operations that need one action on their object. */
export function objectAccess<I extends ObjectInput>(
  action: string | ((input: I) => string),
  conditions?: (input: I) => ConditionValues,
) {
  return async (input: I, ctx: Ctx): Promise<Access[]> => {
    const bucket = await bucketOf(ctx, input)
    const name = typeof action === 'string' ? action : action(input)
    return [onObject(bucket, keyOf(input), name, conditions?.(input))]
  }
}

/** `s3:RequestObjectTag/KEY` and `s3:RequestObjectTagKeys` */
export function requestTags(tags: Tags): ConditionValues {
  const conditions: ConditionValues = {}
  const keys = Object.keys(tags)
  if (keys.length > 0) conditions['s3:RequestObjectTagKeys'] = keys
  for (const [key, value] of Object.entries(tags)) conditions[`s3:RequestObjectTag/${key}`] = value
  return conditions
}

/** `s3:ExistingObjectTag/KEY` */
export function existingTags(tags: Tags): ConditionValues {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`s3:ExistingObjectTag/${key}`, value]))
}
