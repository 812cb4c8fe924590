import type { CompleteMultipartUploadOutput, CompleteMultipartUploadRequest } from '@aws-sdk/client-s3'
import { operation } from '@towpath/wire'
import { bucketOf, objectAccess } from '../access.ts'
import { created } from '../answers/created.ts'
import { checksumMembers, multipartETag } from '../checksums/checksum.ts'
import { entityTooLarge, invalidRequest } from '../errors.ts'
import type { Room } from '../room.ts'
import { completedChecksum } from '../rules/completed-checksum.ts'
import { completedParts } from '../rules/completed-parts.ts'
import { newVersionId, storeVersion, toldVersionId } from '../store-version.ts'
import { uploadOf } from '../upload-of.ts'

/** Bytes of an object: at most 5 TiB. */
const LARGEST_OBJECT = 5 * 1024 ** 4

export const completeMultipartUpload = operation<CompleteMultipartUploadRequest, CompleteMultipartUploadOutput, Room>(
  'CompleteMultipartUpload',
  {
    // The parts' content becomes the object's: no byte moves.
    kind: 'write',
    access: objectAccess('PutObject'),
    async run(input, ctx) {
      const bucket = await bucketOf(ctx, input)
      const upload = await uploadOf(ctx, input)
      const uploaded = await ctx.uploads.parts(upload.id)
      const parts = completedParts(upload.id, input.MultipartUpload?.Parts ?? [], uploaded)
      const size = parts.reduce((sum, part) => sum + part.size, 0)
      if (size > LARGEST_OBJECT) throw entityTooLarge(size, LARGEST_OBJECT)
      if (input.MpuObjectSize !== undefined && input.MpuObjectSize !== size) {
        throw invalidRequest(
          `The provided 'x-amz-mp-object-size' header value ${input.MpuObjectSize} does not match what was computed: ${size}`,
        )
      }
      const { headers, metadata, storageClass, checksum: kind } = upload.attributes
      const checksum = completedChecksum(kind, parts, input)
      const version = {
        id: ctx.ids.uuid(),
        bucket: bucket.name,
        key: upload.key,
        versionId: newVersionId(bucket, ctx.ids),
        deleteMarker: false,
        size,
        etag: multipartETag(parts.map((part) => part.etag)),
        modifiedAt: ctx.clock.now(),
        attributes: {
          headers,
          metadata,
          storageClass,
          checksum,
          parts: parts.map((part) => ({
            number: part.number,
            size: part.size,
            ...(upload.attributes.checksumAsked ? { checksum: part.checksum } : {}),
          })),
        },
        tags: upload.tags,
      }
      const segments = await ctx.contents.ofAll(parts.map((part) => part.id))
      await storeVersion(ctx, version, segments, { ifMatch: input.IfMatch, ifNoneMatch: input.IfNoneMatch })
      await ctx.uploads.remove(upload.id)
      await ctx.contents.remove(uploaded.map((part) => part.id))

      ctx.afterCommit(() =>
        ctx.events.objectCreated(created('ObjectCreated:CompleteMultipartUpload', { bucket, version })),
      )
      return {
        Location: `${ctx.endpoint}/${bucket.name}/${upload.key}`,
        Bucket: bucket.name,
        Key: upload.key,
        ETag: `"${version.etag}"`,
        VersionId: toldVersionId(bucket, version.versionId),
        ...checksumMembers(checksum),
        ...(checksum ? { ChecksumType: checksum.type } : {}),
      }
    },
  },
)
