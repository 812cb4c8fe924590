import type { DeleteBucketRequest } from '@aws-sdk/client-s3'
import { operation } from '@towpath/wire'
import { bucketAccess, bucketOf } from '../access.ts'
import { bucketNotEmpty } from '../errors.ts'
import type { Room } from '../room.ts'

export const deleteBucket = operation<DeleteBucketRequest, object, Room>('DeleteBucket', {
  kind: 'write',
  access: bucketAccess('DeleteBucket'),
  async run(input, ctx) {
    const { name } = await bucketOf(ctx, input)
    const held = await ctx.objects.any(name)
    if (held) throw bucketNotEmpty(name, held === 'versions')
    for (const uploadId of await ctx.uploads.ofBucket(name)) {
      const parts = await ctx.uploads.remove(uploadId)
      await ctx.contents.remove(parts.map((part) => part.id))
    }
    await ctx.buckets.delete(name)
    return {}
  },
})
