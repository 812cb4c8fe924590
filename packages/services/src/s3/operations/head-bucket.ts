import type { HeadBucketOutput, HeadBucketRequest } from '@aws-sdk/client-s3'
import { operation } from '@towpath/wire'
import { bucketAccess, bucketArn, bucketOf } from '../access.ts'
import type { Room } from '../room.ts'

export const headBucket = operation<HeadBucketRequest, HeadBucketOutput, Room>('HeadBucket', {
  kind: 'read',
  access: bucketAccess('ListBucket'),
  async run(input, ctx) {
    const bucket = await bucketOf(ctx, input)
    return { BucketArn: bucketArn(bucket.name), BucketRegion: bucket.region, AccessPointAlias: false }
  },
})
