import type {
  DeleteMarkerEntry,
  ObjectVersion as ListedVersion,
  ListObjectVersionsOutput,
  ListObjectVersionsRequest,
} from '@aws-sdk/client-s3'
import { operation } from '@towpath/wire'
import { bucketOf } from '../access.ts'
import { itemsOf, listedObject, prefixesOf } from '../answers/listed-object.ts'
import { ownerOf } from '../answers/owner.ts'
import { invalidArgument } from '../errors.ts'
import { listAccess } from '../list-access.ts'
import type { Room } from '../room.ts'
import { listLimit } from '../rules/list-limits.ts'
import { encoder } from '../rules/url-encoding.ts'
import { type Entry, type Position, startPosition, walk } from '../rules/walk.ts'
import type { ObjectVersion } from '../state/objects.ts'

export const listObjectVersions = operation<ListObjectVersionsRequest, ListObjectVersionsOutput, Room>(
  'ListObjectVersions',
  {
    kind: 'read',
    access: listAccess('ListBucketVersions'),
    async run(input, ctx) {
      const bucket = await bucketOf(ctx, input)
      const { Prefix: prefix = '', Delimiter: delimiter = '', EncodingType } = input
      const encode = encoder(EncodingType)
      const limit = listLimit(input.MaxKeys, 'max-keys')
      const { entries, truncated } = await walk<ObjectVersion, string>({
        prefix,
        delimiter,
        limit,
        start: startOf(input, prefix, delimiter),
        page: (position, count) => ctx.listings.versions(bucket.name, prefix, position, count),
        positionAfter: (version) => ({ key: version.key, within: version.versionId }),
      })
      const owner = ownerOf(bucket.account)
      const shown = itemsOf(entries)
      return {
        Name: bucket.name,
        Prefix: encode(prefix),
        Delimiter: encode(delimiter || undefined),
        KeyMarker: encode(input.KeyMarker ?? ''),
        VersionIdMarker: input.VersionIdMarker ?? '',
        MaxKeys: limit,
        EncodingType,
        IsTruncated: truncated,
        ...(truncated ? markersAfter(entries.at(-1), encode) : {}),
        Versions: shown
          .filter((version) => !version.deleteMarker)
          .map(
            (version): ListedVersion => ({
              ...listedObject(version, encode, owner),
              StorageClass: version.attributes.storageClass as 'STANDARD',
              VersionId: version.versionId,
              IsLatest: version.latest,
            }),
          ),
        DeleteMarkers: shown
          .filter((version) => version.deleteMarker)
          .map(
            (marker): DeleteMarkerEntry => ({
              Key: encode(marker.key),
              VersionId: marker.versionId,
              IsLatest: marker.latest,
              LastModified: new Date(marker.modifiedAt),
              Owner: owner,
            }),
          ),
        CommonPrefixes: prefixesOf(entries, encode),
      }
    },
  },
)

function startOf(input: ListObjectVersionsRequest, prefix: string, delimiter: string): Position<string> {
  const { KeyMarker: key = '', VersionIdMarker: within } = input
  if (!within) return startPosition(key, prefix, delimiter)
  if (key !== '') return { key, within }
  throw invalidArgument('A version-id marker cannot be specified without a key marker.', 'version-id-marker', within)
}

function markersAfter(last: Entry<ObjectVersion> | undefined, encode: (text: string) => string) {
  if (!last) return {}
  if ('prefix' in last) return { NextKeyMarker: encode(last.prefix) }
  return { NextKeyMarker: encode(last.item.key), NextVersionIdMarker: last.item.versionId }
}
