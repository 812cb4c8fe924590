import type {
  GetBucketVersioningOutput,
  GetBucketVersioningRequest,
  PutBucketVersioningRequest,
} from '@aws-sdk/client-s3'
import { operation } from '@towpath/wire'
import { bucketAccess, bucketOf } from '../access.ts'
import { illegalVersioningConfiguration } from '../errors.ts'
import type { Room } from '../room.ts'

export const getBucketVersioning = operation<GetBucketVersioningRequest, GetBucketVersioningOutput, Room>(
  'GetBucketVersioning',
  {
    kind: 'read',
    access: bucketAccess('GetBucketVersioning'),
    async run(input, ctx) {
      const { versioning } = await bucketOf(ctx, input)
      return versioning === '' ? {} : { Status: versioning }
    },
  },
)

export const putBucketVersioning = operation<PutBucketVersioningRequest, object, Room>('PutBucketVersioning', {
  kind: 'write',
  access: bucketAccess('PutBucketVersioning'),
  async run(input, ctx) {
    const { name } = await bucketOf(ctx, input)
    const { Status: versioning, MFADelete } = input.VersioningConfiguration ?? {}
    if (versioning === undefined || MFADelete === 'Enabled') throw illegalVersioningConfiguration()
    await ctx.buckets.configure(name, { versioning })
    return {}
  },
})
