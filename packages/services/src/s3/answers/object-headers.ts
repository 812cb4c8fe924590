import { checksumMembers } from '../checksums/checksum.ts'
import { DEFAULT_CONTENT_TYPE } from '../rules/object-attributes.ts'
import type { Bucket } from '../state/buckets.ts'
import type { ObjectVersion } from '../state/objects.ts'
import { toldVersionId } from '../store-version.ts'

/** How a signed request may have the headers of the answer replaced. */
export interface ResponseOverrides {
  ResponseCacheControl?: string
  ResponseContentDisposition?: string
  ResponseContentEncoding?: string
  ResponseContentLanguage?: string
  ResponseContentType?: string
  ResponseExpires?: Date
}

/** What GetObject and HeadObject say of an object in headers. `whole`: the checksum is that of what is sent. */
export function objectHeaders(
  bucket: Bucket,
  version: ObjectVersion,
  input: ResponseOverrides & { ChecksumMode?: string },
  whole: boolean,
) {
  const { headers, metadata, storageClass, checksum } = version.attributes
  const expires = input.ResponseExpires ?? dateOf(headers.ExpiresString)
  const tagCount = Object.keys(version.tags).length
  return {
    AcceptRanges: 'bytes',
    LastModified: new Date(version.modifiedAt),
    ETag: `"${version.etag}"`,
    VersionId: toldVersionId(bucket, version.versionId),
    CacheControl: input.ResponseCacheControl ?? headers.CacheControl,
    ContentDisposition: input.ResponseContentDisposition ?? headers.ContentDisposition,
    ContentEncoding: input.ResponseContentEncoding ?? headers.ContentEncoding,
    ContentLanguage: input.ResponseContentLanguage ?? headers.ContentLanguage,
    ContentType: input.ResponseContentType ?? headers.ContentType ?? DEFAULT_CONTENT_TYPE,
    ...(expires ? { Expires: expires } : {}),
    Metadata: metadata,
    // The usual class goes without saying.
    ...(storageClass === 'STANDARD' ? {} : { StorageClass: storageClass as 'STANDARD_IA' }),
    ...(tagCount > 0 ? { TagCount: tagCount } : {}),
    ...(input.ChecksumMode === 'ENABLED' && whole && checksum
      ? { ...checksumMembers(checksum), ChecksumType: checksum.type }
      : {}),
  }
}

function dateOf(text: string | undefined): Date | undefined {
  const at = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isNaN(at) ? undefined : new Date(at)
}
