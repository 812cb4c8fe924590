import type { Ids } from '@towpath/base'
import { preconditionFailed } from './errors.ts'
import { lookUp } from './find-version.ts'
import { judgeWrite } from './rules/conditions.ts'
import type { Bucket } from './state/buckets.ts'
import { NULL_VERSION } from './state/objects.ts'
import type { State } from './state/state.ts'
import { newVersionId, removeVersion, storeVersion, toldVersionId } from './store-version.ts'

export interface Deleted {
  /** Whether what was deleted is a delete marker, or what was made is one. */
  DeleteMarker?: boolean
  /** The version deleted or, where a delete marker was made, its own. */
  VersionId?: string
}

export interface Deletion {
  key: string
  versionId?: string
  ifMatch?: string
}

/**
 * Deletes an object within a transaction: for good when a version is named or none are kept, otherwise by a delete
 * marker on top. What is not there is no error.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html
 */
export async function deleteVersion(
  state: State,
  bucket: Bucket,
  { key, versionId, ifMatch }: Deletion,
  source: { ids: Ids; now: number },
): Promise<Deleted> {
  const found = await lookUp(state, bucket.name, key, versionId)
  checkMatch(found, ifMatch)
  if (versionId !== undefined || bucket.versioning === '') {
    if (found) await removeVersion(state, found)
    const told = versionId === undefined ? undefined : { VersionId: versionId }
    return { ...told, ...(found?.deleteMarker ? { DeleteMarker: true } : {}) }
  }
  const marker = {
    id: source.ids.uuid(),
    bucket: bucket.name,
    key,
    versionId: newVersionId(bucket, source.ids),
    deleteMarker: true,
    size: 0,
    etag: '',
    modifiedAt: source.now,
    attributes: { headers: {}, metadata: {}, storageClass: 'STANDARD' },
    tags: {},
  }
  await storeVersion(state, marker, [], {})
  return { DeleteMarker: true, VersionId: toldVersionId(bucket, marker.versionId) ?? NULL_VERSION }
}

function checkMatch(found: Awaited<ReturnType<typeof lookUp>>, ifMatch: string | undefined): void {
  if (ifMatch === undefined) return
  const current = found && !found.deleteMarker ? found : undefined
  const verdict = judgeWrite(current, { ifMatch })
  if (verdict.outcome !== 'go') throw preconditionFailed('If-Match')
}
