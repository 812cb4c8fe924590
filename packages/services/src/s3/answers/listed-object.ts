import type { CommonPrefix, _Object as ListedObject } from '@aws-sdk/client-s3'
import type { Entry } from '../rules/walk.ts'
import type { ObjectVersion } from '../state/objects.ts'

/** An object as the lists of objects show it. */
export function listedObject(
  version: ObjectVersion,
  encode: (text: string) => string,
  owner: { ID: string } | undefined,
): ListedObject {
  const { checksum, storageClass } = version.attributes
  return {
    Key: encode(version.key),
    LastModified: new Date(version.modifiedAt),
    ETag: `"${version.etag}"`,
    ...(checksum ? { ChecksumAlgorithm: [checksum.algorithm], ChecksumType: checksum.type } : {}),
    Size: version.size,
    StorageClass: storageClass as 'STANDARD',
    ...(owner ? { Owner: owner } : {}),
  }
}

export function itemsOf<T>(entries: Entry<T>[]): T[] {
  return entries.flatMap((entry) => ('item' in entry ? [entry.item] : []))
}

export function prefixesOf<T>(entries: Entry<T>[], encode: (text: string) => string): CommonPrefix[] {
  return entries.flatMap((entry) => ('prefix' in entry ? [{ Prefix: encode(entry.prefix) }] : []))
}

/** The key or prefix that an entry stands at. */
export function nameOf(entry: Entry<{ key: string }>): string {
  return 'item' in entry ? entry.item.key : entry.prefix
}
