import type {
  DeleteObjectTaggingOutput,
  DeleteObjectTaggingRequest,
  GetObjectTaggingOutput,
  GetObjectTaggingRequest,
  PutObjectTaggingOutput,
  PutObjectTaggingRequest,
} from '@aws-sdk/client-s3'
import { operation } from '@towpath/wire'
import { bucketOf, existingTags, keyOf, onObject, requestTags } from '../access.ts'
import { malformedXml } from '../errors.ts'
import { findVersion, lookUp, readAccess } from '../find-version.ts'
import type { Ctx, Room } from '../room.ts'
import { OBJECT_TAGS, type Tags, tagSetOf, tagsOfSet } from '../rules/tags.ts'
import { toldVersionId } from '../store-version.ts'

interface ObjectInput {
  Bucket?: string
  Key?: string
  VersionId?: string
  ExpectedBucketOwner?: string
}

export const getObjectTagging = operation<GetObjectTaggingRequest, GetObjectTaggingOutput, Room>('GetObjectTagging', {
  kind: 'read',
  access: async (input, ctx) => [
    await readAccess(ctx, await bucketOf(ctx, input), keyOf(input), input.VersionId, 'GetObjectTagging'),
  ],
  async run(input, ctx) {
    const bucket = await bucketOf(ctx, input)
    const version = await findVersion(ctx, bucket, keyOf(input), input.VersionId, 'GET')
    return { VersionId: toldVersionId(bucket, version.versionId), TagSet: tagSetOf(version.tags) }
  },
})

export const putObjectTagging = operation<PutObjectTaggingRequest, PutObjectTaggingOutput, Room>('PutObjectTagging', {
  kind: 'write',
  access: (input, ctx) => taggingAccess(ctx, input, 'PutObjectTagging', wantedTags(input)),
  run: (input, ctx) => tag(ctx, input, wantedTags(input)),
})

export const deleteObjectTagging = operation<DeleteObjectTaggingRequest, DeleteObjectTaggingOutput, Room>(
  'DeleteObjectTagging',
  {
    kind: 'write',
    access: (input, ctx) => taggingAccess(ctx, input, 'DeleteObjectTagging', {}),
    run: (input, ctx) => tag(ctx, input, {}),
  },
)

async function taggingAccess(ctx: Ctx, input: ObjectInput, action: string, tags: Tags) {
  const bucket = await bucketOf(ctx, input)
  const key = keyOf(input)
  const version = await lookUp(ctx, bucket.name, key, input.VersionId)
  const name = input.VersionId === undefined ? action : action.replace('Object', 'ObjectVersion')
  return [onObject(bucket, key, name, { ...requestTags(tags), ...existingTags(version?.tags ?? {}) })]
}

async function tag(ctx: Ctx, input: ObjectInput, tags: Tags) {
  const bucket = await bucketOf(ctx, input)
  const version = await findVersion(ctx, bucket, keyOf(input), input.VersionId, 'PUT')
  await ctx.objects.tag(version.id, tags)
  return { VersionId: toldVersionId(bucket, version.versionId) }
}

function wantedTags(input: PutObjectTaggingRequest): Tags {
  if (!input.Tagging?.TagSet) throw malformedXml()
  return tagsOfSet(input.Tagging.TagSet, OBJECT_TAGS)
}
