import type { ListMultipartUploadsOutput, ListMultipartUploadsRequest } from '@aws-sdk/client-s3'
import { operation } from '@towpath/wire'
import { bucketOf } from '../access.ts'
import { itemsOf, prefixesOf } from '../answers/listed-object.ts'
import { ownerOf } from '../answers/owner.ts'
import { listAccess } from '../list-access.ts'
import type { Room } from '../room.ts'
import { listLimit } from '../rules/list-limits.ts'
import { encoder } from '../rules/url-encoding.ts'
import { type Entry, type Position, startPosition, walk } from '../rules/walk.ts'
import type { Upload } from '../state/uploads.ts'

export const listMultipartUploads = operation<ListMultipartUploadsRequest, ListMultipartUploadsOutput, Room>(
  'ListMultipartUploads',
  {
    kind: 'read',
    access: listAccess('ListBucketMultipartUploads'),
    async run(input, ctx) {
      const bucket = await bucketOf(ctx, input)
      const { Prefix: prefix = '', Delimiter: delimiter = '', EncodingType } = input
      const encode = encoder(EncodingType)
      const limit = listLimit(input.MaxUploads, 'max-uploads')
      const { entries, truncated } = await walk<Upload, string>({
        prefix,
        delimiter,
        limit,
        start: startOf(input, prefix, delimiter),
        page: (position, count) => ctx.listings.uploads(bucket.name, prefix, position, count),
        positionAfter: (upload) => ({ key: upload.key, within: upload.id }),
      })
      return {
        Bucket: bucket.name,
        KeyMarker: encode(input.KeyMarker ?? ''),
        UploadIdMarker: input.UploadIdMarker ?? '',
        Prefix: encode(prefix),
        Delimiter: encode(delimiter || undefined),
        EncodingType,
        MaxUploads: limit,
        IsTruncated: truncated,
        ...(truncated ? markersAfter(entries.at(-1), encode) : {}),
        Uploads: itemsOf(entries).map((upload) => ({
          UploadId: upload.id,
          Key: encode(upload.key),
          Initiated: new Date(upload.initiatedAt),
          StorageClass: upload.attributes.storageClass as 'STANDARD',
          Owner: ownerOf(bucket.account),
          Initiator: { ID: upload.initiator, DisplayName: upload.initiator.split('/').at(-1) },
          ...(upload.attributes.checksumAsked
            ? { ChecksumAlgorithm: upload.attributes.checksum.algorithm, ChecksumType: upload.attributes.checksum.type }
            : {}),
        })),
        CommonPrefixes: prefixesOf(entries, encode),
      }
    },
  },
)

/** Documented: an upload-id marker counts only beside a key marker. */
function startOf(input: ListMultipartUploadsRequest, prefix: string, delimiter: string): Position<string> {
  const { KeyMarker: key = '', UploadIdMarker: within } = input
  return key !== '' && within ? { key, within } : startPosition(key, prefix, delimiter)
}

function markersAfter(last: Entry<Upload> | undefined, encode: (text: string) => string) {
  if (!last) return {}
  if ('prefix' in last) return { NextKeyMarker: encode(last.prefix) }
  return { NextKeyMarker: encode(last.item.key), NextUploadIdMarker: last.item.id }
}
