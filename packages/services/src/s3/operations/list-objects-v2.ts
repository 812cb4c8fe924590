import type { ListObjectsV2Output, ListObjectsV2Request } from '@aws-sdk/client-s3'
import { operation } from '@towpath/wire'
import { bucketOf } from '../access.ts'
import { itemsOf, listedObject, nameOf, prefixesOf } from '../answers/listed-object.ts'
import { ownerOf } from '../answers/owner.ts'
import { invalidArgument } from '../errors.ts'
import { listAccess } from '../list-access.ts'
import type { Room } from '../room.ts'
import { listLimit } from '../rules/list-limits.ts'
import { decodeToken, encodeToken } from '../rules/token.ts'
import { encoder } from '../rules/url-encoding.ts'
import { startPosition, walk } from '../rules/walk.ts'

export const listObjectsV2 = operation<ListObjectsV2Request, ListObjectsV2Output, Room>('ListObjectsV2', {
  kind: 'read',
  access: listAccess('ListBucket'),
  async run(input, ctx) {
    const bucket = await bucketOf(ctx, input)
    const { Prefix: prefix = '', Delimiter: delimiter = '', EncodingType } = input
    const encode = encoder(EncodingType)
    const limit = listLimit(input.MaxKeys, 'max-keys')
    const { entries, truncated } = await walk({
      prefix,
      delimiter,
      limit,
      start: startPosition(markerOf(input), prefix, delimiter),
      page: (position, count) => ctx.listings.objects(bucket.name, prefix, position, count),
      positionAfter: (object) => ({ after: object.key }),
    })
    const last = entries.at(-1)
    const owner = input.FetchOwner ? ownerOf(bucket.account) : undefined
    return {
      Name: bucket.name,
      Prefix: encode(prefix),
      Delimiter: encode(delimiter || undefined),
      StartAfter: encode(input.StartAfter),
      EncodingType,
      MaxKeys: limit,
      KeyCount: entries.length,
      IsTruncated: truncated,
      ContinuationToken: input.ContinuationToken,
      NextContinuationToken: truncated && last ? encodeToken(nameOf(last)) : undefined,
      Contents: itemsOf(entries).map((object) => listedObject(object, encode, owner)),
      CommonPrefixes: prefixesOf(entries, encode),
    }
  },
})

/** A token outweighs the key to start after. */
function markerOf({ ContinuationToken: token, StartAfter }: ListObjectsV2Request): string {
  if (token === undefined) return StartAfter ?? ''
  const marker = decodeToken(token)
  if (marker !== undefined) return marker
  throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token)
}
