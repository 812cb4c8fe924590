import type { ObjectCreated } from '../ports/object-events.ts'
import type { Bucket } from '../state/buckets.ts'
import type { NewVersion } from '../state/objects.ts'
import { toldVersionId } from '../store-version.ts'

/** The event that tells of a version which was just stored. */
export function created(event: ObjectCreated['event'], stored: { bucket: Bucket; version: NewVersion }): ObjectCreated {
  const { bucket, version } = stored
  return {
    event,
    account: bucket.account,
    region: bucket.region,
    bucket: bucket.name,
    key: version.key,
    versionId: toldVersionId(bucket, version.versionId),
    etag: version.etag,
    size: version.size,
    at: version.modifiedAt,
  }
}
