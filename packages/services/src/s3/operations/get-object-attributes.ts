import type { GetObjectAttributesOutput, GetObjectAttributesRequest, ObjectPart } from '@aws-sdk/client-s3'
import { operation } from '@towpath/wire'
import { bucketOf, keyOf, onObject } from '../access.ts'
import { checksumMembers } from '../checksums/checksum.ts'
import { findVersion, readAccess } from '../find-version.ts'
import type { Room } from '../room.ts'
import type { ObjectVersion } from '../state/objects.ts'
import { toldVersionId } from '../store-version.ts'

const MOST_PARTS = 1000

export const getObjectAttributes = operation<GetObjectAttributesRequest, GetObjectAttributesOutput, Room>(
  'GetObjectAttributes',
  {
    kind: 'read',
    async access(input, ctx) {
      const bucket = await bucketOf(ctx, input)
      const read = await readAccess(ctx, bucket, keyOf(input), input.VersionId)
      const action = input.VersionId === undefined ? 'GetObjectAttributes' : 'GetObjectVersionAttributes'
      return [read, onObject(bucket, keyOf(input), action, read.conditions)]
    },
    async run(input, ctx) {
      const bucket = await bucketOf(ctx, input)
      const version = await findVersion(ctx, bucket, keyOf(input), input.VersionId, 'GET')
      const wanted = new Set<string>(input.ObjectAttributes)
      const { checksum, storageClass, parts } = version.attributes
      return {
        LastModified: new Date(version.modifiedAt),
        VersionId: toldVersionId(bucket, version.versionId),
        ...(wanted.has('ETag') ? { ETag: version.etag } : {}),
        ...(wanted.has('ObjectSize') ? { ObjectSize: version.size } : {}),
        ...(wanted.has('StorageClass') ? { StorageClass: storageClass as 'STANDARD' } : {}),
        ...(wanted.has('Checksum') && checksum
          ? { Checksum: { ...checksumMembers(withoutCount(checksum)), ChecksumType: checksum.type } }
          : {}),
        ...(wanted.has('ObjectParts') && parts ? { ObjectParts: partsOf(version, input) } : {}),
      }
    },
  },
)

function partsOf(version: ObjectVersion, input: GetObjectAttributesRequest) {
  const { parts = [], checksum } = version.attributes
  const most = Math.min(input.MaxParts ?? MOST_PARTS, MOST_PARTS)
  const after = Number(input.PartNumberMarker ?? 0)
  const following = parts.filter((part) => part.number > after)
  const shown = following.slice(0, most)
  const listed: ObjectPart[] = shown.map((part) => ({
    PartNumber: part.number,
    Size: part.size,
    ...(checksum && part.checksum ? checksumMembers({ algorithm: checksum.algorithm, value: part.checksum }) : {}),
  }))
  return {
    TotalPartsCount: parts.length,
    PartNumberMarker: String(after),
    NextPartNumberMarker: String(shown.at(-1)?.number ?? 0),
    MaxParts: most,
    IsTruncated: following.length > shown.length,
    // Observed: AWS lists parts here only when they carry checksums.
    ...(parts.some((part) => part.checksum) ? { Parts: listed } : {}),
  }
}

/** Only here a composite checksum goes without the number of parts. */
function withoutCount<T extends { value: string }>(checksum: T): T {
  return { ...checksum, value: checksum.value.replace(/-\d+$/, '') }
}
