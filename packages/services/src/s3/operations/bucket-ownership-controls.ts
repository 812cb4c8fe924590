import type {
  DeleteBucketOwnershipControlsRequest,
  GetBucketOwnershipControlsOutput,
  GetBucketOwnershipControlsRequest,
  ObjectOwnership,
  PutBucketOwnershipControlsRequest,
} from '@aws-sdk/client-s3'
import { operation } from '@towpath/wire'
import { bucketAccess, bucketOf } from '../access.ts'
import { malformedXml, notConfigured } from '../errors.ts'
import type { Room } from '../room.ts'

export const getBucketOwnershipControls = operation<
  GetBucketOwnershipControlsRequest,
  GetBucketOwnershipControlsOutput,
  Room
>('GetBucketOwnershipControls', {
  kind: 'read',
  access: bucketAccess('GetBucketOwnershipControls'),
  async run(input, ctx) {
    const { name, objectOwnership } = await bucketOf(ctx, input)
    if (objectOwnership === undefined) {
      throw notConfigured('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found', name)
    }
    return { OwnershipControls: { Rules: [{ ObjectOwnership: objectOwnership as ObjectOwnership }] } }
  },
})

export const putBucketOwnershipControls = operation<PutBucketOwnershipControlsRequest, object, Room>(
  'PutBucketOwnershipControls',
  {
    kind: 'write',
    access: bucketAccess('PutBucketOwnershipControls'),
    async run(input, ctx) {
      const { name } = await bucketOf(ctx, input)
      const [rule, ...more] = input.OwnershipControls?.Rules ?? []
      if (!rule?.ObjectOwnership || more.length > 0) throw malformedXml()
      await ctx.buckets.configure(name, { objectOwnership: rule.ObjectOwnership })
      return {}
    },
  },
)

export const deleteBucketOwnershipControls = operation<DeleteBucketOwnershipControlsRequest, object, Room>(
  'DeleteBucketOwnershipControls',
  {
    kind: 'write',
    access: bucketAccess('PutBucketOwnershipControls'),
    async run(input, ctx) {
      const { name } = await bucketOf(ctx, input)
      await ctx.buckets.configure(name, { objectOwnership: null })
      return {}
    },
  },
)
