import type { CopyObjectOutput, CopyObjectRequest } from '@aws-sdk/client-s3'
import { operation } from '@towpath/wire'
import { bucketOf, keyOf, onObject, requestTags } from '../access.ts'
import { created } from '../answers/created.ts'
import { type Checksum, checksumMembers } from '../checksums/checksum.ts'
import { checkSource, copiedSource, sourceAccess } from '../copied-source.ts'
import { copyOntoItself, invalidRequest } from '../errors.ts'
import type { Ctx, Room } from '../room.ts'
import { contentHeaders, type ObjectAttributes, userMetadata } from '../rules/object-attributes.ts'
import { tagsOfHeader } from '../rules/tags.ts'
import { checkWishes } from '../rules/unserved.ts'
import type { ObjectVersion } from '../state/objects.ts'
import { newVersionId, storeVersion, toldVersionId } from '../store-version.ts'
import { asked } from '../transfer/expectation.ts'
import { LARGEST_UPLOAD, measure } from '../transfer/receive.ts'
import { contentOf } from '../transfer/send.ts'

export const copyObject = operation<CopyObjectRequest, CopyObjectOutput, Room>('CopyObject', {
  // A copy shares the content; it is read only when another checksum is asked for, and then outside a transaction.
  kind: 'manual',
  async access(input, ctx) {
    const bucket = await bucketOf(ctx, input)
    const key = keyOf(input)
    const tags = input.TaggingDirective === 'REPLACE' ? tagsOfHeader(input.Tagging) : {}
    const conditions = {
      ...requestTags(tags),
      's3:x-amz-copy-source': decodeURIComponentSafely(input.CopySource ?? '').replace(/^\//, ''),
      ...(input.MetadataDirective === undefined ? {} : { 's3:x-amz-metadata-directive': input.MetadataDirective }),
    }
    const put = onObject(bucket, key, 'PutObject', conditions)
    const tagging = Object.keys(tags).length > 0 ? [onObject(bucket, key, 'PutObjectTagging', requestTags(tags))] : []
    return [...(await sourceAccess(ctx, input)), put, ...tagging]
  },
  async run(input, ctx) {
    const key = keyOf(input)
    const storageClass = checkWishes(input)
    const source = await copiedSource(ctx, input)
    const { version: from } = source
    checkSource(from, input)
    if (from.size > LARGEST_UPLOAD) {
      throw invalidRequest(
        `The specified copy source is larger than the maximum allowable size for a copy source: ${LARGEST_UPLOAD}`,
      )
    }
    if (from.bucket === input.Bucket && from.key === key && !changesSomething(input, source.versionId)) {
      throw copyOntoItself()
    }
    const attributes = copiedAttributes(input, from, storageClass, ctx)
    const checksum = await checksumOf(ctx, input, from)
    const tags = input.TaggingDirective === 'REPLACE' ? tagsOfHeader(input.Tagging) : from.tags
    const id = ctx.ids.uuid()

    const stored = await ctx.store.transaction(async (db) => {
      const state = ctx.on(db)
      const bucket = await bucketOf(state, input)
      // Read again: what the copy shares must still be held by somebody when the copy takes hold of it.
      const { version: current } = await copiedSource({ ...ctx, ...state }, input, from.id)
      const version = {
        id,
        bucket: bucket.name,
        key,
        versionId: newVersionId(bucket, ctx.ids),
        deleteMarker: false,
        size: current.size,
        etag: current.etag,
        modifiedAt: ctx.clock.now(),
        attributes: { ...attributes, checksum },
        tags,
      }
      const conditions = { ifMatch: input.IfMatch, ifNoneMatch: input.IfNoneMatch }
      await storeVersion(state, version, await state.contents.of(current.id), conditions)
      return { bucket, version }
    })
    ctx.afterCommit(() => ctx.events.objectCreated(created('ObjectCreated:Copy', stored)))
    return {
      CopyObjectResult: {
        ETag: `"${stored.version.etag}"`,
        LastModified: new Date(stored.version.modifiedAt),
        ...checksumMembers(checksum),
        ...(checksum ? { ChecksumType: checksum.type } : {}),
      },
      VersionId: toldVersionId(stored.bucket, stored.version.versionId),
      CopySourceVersionId: toldVersionId(source.bucket, from.versionId),
    }
  },
})

/** A copy of an object onto itself must have a point; bringing back an old version is one. */
function changesSomething(input: CopyObjectRequest, sourceVersion: string | undefined): boolean {
  return input.MetadataDirective === 'REPLACE' || input.StorageClass !== undefined || sourceVersion !== undefined
}

function copiedAttributes(
  input: CopyObjectRequest,
  from: ObjectVersion,
  storageClass: string,
  ctx: Ctx,
): Omit<ObjectAttributes, 'checksum'> {
  const { headers, metadata, parts } = from.attributes
  const kept = { storageClass, ...(parts ? { parts } : {}) }
  if (input.MetadataDirective !== 'REPLACE') return { headers, metadata, ...kept }
  return { headers: contentHeaders(input, ctx.http.headers.expires), metadata: userMetadata(input), ...kept }
}

async function checksumOf(ctx: Ctx, input: CopyObjectRequest, from: ObjectVersion): Promise<Checksum | undefined> {
  const algorithm = asked(input.ChecksumAlgorithm)
  const kept = from.attributes.checksum
  if (algorithm === undefined || kept?.algorithm === algorithm) return kept
  const { checksum } = await measure(await contentOf(ctx.blobs, await ctx.contents.of(from.id)), algorithm)
  return { algorithm, value: checksum, type: 'FULL_OBJECT' }
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
