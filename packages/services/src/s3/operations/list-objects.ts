import type { ListObjectsOutput, ListObjectsRequest } from '@aws-sdk/client-s3'
import { operation } from '@towpath/wire'
import { bucketOf } from '../access.ts'
import { itemsOf, listedObject, nameOf, prefixesOf } from '../answers/listed-object.ts'
import { ownerOf } from '../answers/owner.ts'
import { listAccess } from '../list-access.ts'
import type { Room } from '../room.ts'
import { listLimit } from '../rules/list-limits.ts'
import { encoder } from '../rules/url-encoding.ts'
import { startPosition, walk } from '../rules/walk.ts'

export const listObjects = operation<ListObjectsRequest, ListObjectsOutput, Room>('ListObjects', {
  kind: 'read',
  access: listAccess('ListBucket'),
  async run(input, ctx) {
    const bucket = await bucketOf(ctx, input)
    const { Prefix: prefix = '', Delimiter: delimiter = '', Marker: marker = '', EncodingType } = input
    const encode = encoder(EncodingType)
    const limit = listLimit(input.MaxKeys, 'max-keys')
    const { entries, truncated } = await walk({
      prefix,
      delimiter,
      limit,
      start: startPosition(marker, prefix, delimiter),
      page: (position, count) => ctx.listings.objects(bucket.name, prefix, position, count),
      positionAfter: (object) => ({ after: object.key }),
    })
    const last = entries.at(-1)
    const owner = ownerOf(bucket.account)
    return {
      Name: bucket.name,
      Prefix: encode(prefix),
      Marker: encode(marker),
      MaxKeys: limit,
      Delimiter: encode(delimiter || undefined),
      EncodingType,
      IsTruncated: truncated,
      // Documented: only listings with a delimiter are told where to go on; others go on behind their last key.
      NextMarker: truncated && delimiter && last ? encode(nameOf(last)) : undefined,
      Contents: itemsOf(entries).map((object) => listedObject(object, encode, owner)),
      CommonPrefixes: prefixesOf(entries, encode),
    }
  },
})
