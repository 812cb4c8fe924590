import type { ListPartsOutput, ListPartsRequest } from '@aws-sdk/client-s3'
import { operation } from '@towpath/wire'
import { bucketOf, objectAccess } from '../access.ts'
import { ownerOf } from '../answers/owner.ts'
import { checksumMembers } from '../checksums/checksum.ts'
import type { Room } from '../room.ts'
import { listLimit } from '../rules/list-limits.ts'
import { uploadOf } from '../upload-of.ts'

export const listParts = operation<ListPartsRequest, ListPartsOutput, Room>('ListParts', {
  kind: 'read',
  access: objectAccess('ListMultipartUploadParts'),
  async run(input, ctx) {
    const bucket = await bucketOf(ctx, input)
    const upload = await uploadOf(ctx, input)
    const limit = listLimit(input.MaxParts, 'max-parts')
    const after = Number(input.PartNumberMarker ?? 0) || 0
    const found = await ctx.uploads.parts(upload.id, { after, limit: limit + 1 })
    const shown = found.slice(0, limit)
    const { checksum, checksumAsked, storageClass } = upload.attributes
    return {
      Bucket: bucket.name,
      Key: upload.key,
      UploadId: upload.id,
      PartNumberMarker: String(after),
      NextPartNumberMarker: String(shown.at(-1)?.number ?? 0),
      MaxParts: limit,
      IsTruncated: limit > 0 && found.length > limit,
      Parts: shown.map((part) => ({
        PartNumber: part.number,
        LastModified: new Date(part.modifiedAt),
        ETag: `"${part.etag}"`,
        Size: part.size,
        ...(checksumAsked && part.checksum
          ? checksumMembers({ algorithm: checksum.algorithm, value: part.checksum })
          : {}),
      })),
      Initiator: { ID: upload.initiator, DisplayName: upload.initiator.split('/').at(-1) },
      Owner: ownerOf(bucket.account),
      StorageClass: storageClass as 'STANDARD',
      ...(checksumAsked ? { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type } : {}),
    }
  },
})
