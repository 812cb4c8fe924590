import type {
  DeleteBucketTaggingRequest,
  GetBucketTaggingOutput,
  GetBucketTaggingRequest,
  PutBucketTaggingRequest,
} from '@aws-sdk/client-s3'
import { operation } from '@towpath/wire'
import { bucketAccess, bucketOf } from '../access.ts'
import { malformedXml, notConfigured } from '../errors.ts'
import type { Room } from '../room.ts'
import { BUCKET_TAGS, tagSetOf, tagsOfSet } from '../rules/tags.ts'

export const getBucketTagging = operation<GetBucketTaggingRequest, GetBucketTaggingOutput, Room>('GetBucketTagging', {
  kind: 'read',
  access: bucketAccess('GetBucketTagging'),
  async run(input, ctx) {
    const { name, tags } = await bucketOf(ctx, input)
    if (!tags) throw notConfigured('NoSuchTagSet', 'The TagSet does not exist', name)
    return { TagSet: tagSetOf(tags) }
  },
})

export const putBucketTagging = operation<PutBucketTaggingRequest, object, Room>('PutBucketTagging', {
  kind: 'write',
  access: bucketAccess('PutBucketTagging'),
  async run(input, ctx) {
    const { name } = await bucketOf(ctx, input)
    if (!input.Tagging?.TagSet) throw malformedXml()
    await ctx.buckets.configure(name, { tags: tagsOfSet(input.Tagging.TagSet, BUCKET_TAGS) })
    return {}
  },
})

/** S3 knows no action of its own for this. */
export const deleteBucketTagging = operation<DeleteBucketTaggingRequest, object, Room>('DeleteBucketTagging', {
  kind: 'write',
  access: bucketAccess('PutBucketTagging'),
  async run(input, ctx) {
    const { name } = await bucketOf(ctx, input)
    await ctx.buckets.configure(name, { tags: null })
    return {}
  },
})
