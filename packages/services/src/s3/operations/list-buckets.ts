import type { ListBucketsOutput, ListBucketsRequest } from '@aws-sdk/client-s3'
import { operation } from '@towpath/wire'
import { bucketArn } from '../access.ts'
import { ownerOf } from '../answers/owner.ts'
import { invalidArgument } from '../errors.ts'
import type { Room } from '../room.ts'
import { decodeToken, encodeToken } from '../rules/token.ts'

const MOST = 10_000

export const listBuckets = operation<ListBucketsRequest, ListBucketsOutput, Room>('ListBuckets', {
  kind: 'read',
  access: () => [{ action: 's3:ListAllMyBuckets', resource: '*' }],
  async run({ Prefix: prefix = '', BucketRegion: region, ContinuationToken: token, MaxBuckets }, ctx) {
    const limit = MaxBuckets ?? MOST
    if (limit < 1 || limit > MOST) {
      throw invalidArgument(`maxBuckets must be an integer between 1 and ${MOST}`, 'max-buckets', limit)
    }
    const after = token === undefined ? '' : decodeToken(token)
    if (after === undefined) {
      throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token)
    }
    const found = await ctx.buckets.list({ account: ctx.account, prefix, region, after, limit: limit + 1 })
    const shown = found.slice(0, limit)
    const last = shown.at(-1)
    return {
      Owner: ownerOf(ctx.account),
      Buckets: shown.map((bucket) => ({
        Name: bucket.name,
        CreationDate: new Date(bucket.createdAt),
        // AWS tells these only to callers that page.
        ...(MaxBuckets === undefined ? {} : { BucketRegion: bucket.region, BucketArn: bucketArn(bucket.name) }),
      })),
      Prefix: prefix || undefined,
      ContinuationToken: found.length > limit && last ? encodeToken(last.name) : undefined,
    }
  },
})
