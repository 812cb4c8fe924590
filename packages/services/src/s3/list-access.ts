import type { Access } from '@towpath/wire'
import { bucketOf, onBucket } from './access.ts'
import type { Ctx } from './room.ts'

interface ListInput {
  Bucket?: string
  ExpectedBucketOwner?: string
  Prefix?: string
  Delimiter?: string
  MaxKeys?: number
}

/** Listings are allowed by prefix: `s3:prefix`, `s3:delimiter`, `s3:max-keys`. */
export function listAccess(action: string) {
  return async (input: ListInput, ctx: Ctx): Promise<Access[]> => [
    onBucket(await bucketOf(ctx, input), action, {
      's3:prefix': input.Prefix ?? '',
      ...(input.Delimiter === undefined ? {} : { 's3:delimiter': input.Delimiter }),
      ...(input.MaxKeys === undefined ? {} : { 's3:max-keys': String(input.MaxKeys) }),
    }),
  ]
}
