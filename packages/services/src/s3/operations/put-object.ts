import type { PutObjectOutput, PutObjectRequest } from '@aws-sdk/client-s3'
import { operation } from '@towpath/wire'
import { bucketOf, keyOf, onObject, requestTags } from '../access.ts'
import { created } from '../answers/created.ts'
import { type Checksum, checksumMembers } from '../checksums/checksum.ts'
import type { Room } from '../room.ts'
import { contentHeaders, userMetadata } from '../rules/object-attributes.ts'
import { tagsOfHeader } from '../rules/tags.ts'
import { checkWishes } from '../rules/unserved.ts'
import { checkWrite, newVersionId, storeVersion, toldVersionId } from '../store-version.ts'
import { expectationOf } from '../transfer/expectation.ts'
import { type Body, receive } from '../transfer/receive.ts'
import { segmentsOf } from '../transfer/segments.ts'

type Input = Omit<PutObjectRequest, 'Body'> & { Body?: Body }

export const putObject = operation<Input, PutObjectOutput, Room>('PutObject', {
  kind: 'manual',
  async access(input, ctx) {
    const bucket = await bucketOf(ctx, input)
    const key = keyOf(input)
    const tags = tagsOfHeader(input.Tagging)
    const put = onObject(bucket, key, 'PutObject', {
      ...requestTags(tags),
      ...(input.StorageClass === undefined ? {} : { 's3:x-amz-storage-class': input.StorageClass }),
    })
    return Object.keys(tags).length > 0 ? [put, onObject(bucket, key, 'PutObjectTagging', requestTags(tags))] : [put]
  },
  async run(input, ctx) {
    const key = keyOf(input)
    const conditions = { ifMatch: input.IfMatch, ifNoneMatch: input.IfNoneMatch }
    const attributes = {
      headers: contentHeaders(input, ctx.http.headers.expires),
      metadata: userMetadata(input),
      storageClass: checkWishes(input),
    }
    const tags = tagsOfHeader(input.Tagging)
    const expected = expectationOf(input, ctx)
    // Told before the transfer where it can be; what counts is the check within the transaction.
    checkWrite(await ctx.objects.latest(input.Bucket ?? '', key), key, conditions)

    const { blob, md5, checksum: value } = await receive(ctx.blobs, input.Body, expected, ctx.signal)
    const checksum: Checksum = { algorithm: expected.algorithm, value, type: 'FULL_OBJECT' }
    const id = ctx.ids.uuid()

    const stored = await ctx.store.transaction(async (db) => {
      const state = ctx.on(db)
      const bucket = await bucketOf(state, input)
      const version = {
        id,
        bucket: bucket.name,
        key,
        versionId: newVersionId(bucket, ctx.ids),
        deleteMarker: false,
        size: blob.size,
        etag: md5,
        modifiedAt: ctx.clock.now(),
        attributes: { ...attributes, checksum },
        tags,
      }
      await storeVersion(state, version, segmentsOf(blob), conditions)
      return { bucket, version }
    })
    ctx.afterCommit(() => ctx.events.objectCreated(created('ObjectCreated:Put', stored)))
    return {
      ETag: `"${md5}"`,
      VersionId: toldVersionId(stored.bucket, stored.version.versionId),
      ...checksumMembers(checksum),
      ChecksumType: checksum.type,
    }
  },
})
