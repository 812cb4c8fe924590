import type { Ids } from '@towpath/base'
import { ALPHANUMERIC } from '@towpath/base'
import { noSuchKey, preconditionFailed } from './errors.ts'
import { judgeWrite, type WriteConditions } from './rules/conditions.ts'
import type { Bucket } from './state/buckets.ts'
import type { Segment } from './state/contents.ts'
import { type NewVersion, NULL_VERSION, type ObjectVersion } from './state/objects.ts'
import type { State } from './state/state.ts'

/** The id that a new version of something in this bucket gets. */
export function newVersionId(bucket: Bucket, ids: Ids): string {
  return bucket.versioning === 'Enabled' ? ids.random(32, ALPHANUMERIC) : NULL_VERSION
}

/** The version id that answers tell: none while versioning was never switched on. */
export function toldVersionId(bucket: Bucket, versionId: string): string | undefined {
  return bucket.versioning === '' ? undefined : versionId
}

/**
 * Makes `version` the newest of its key, within a transaction. Where versions are not kept, what it replaces is
 * removed. Throws PreconditionFailed and NoSuchKey when the conditions do not hold at this moment.
 */
export async function storeVersion(
  state: State,
  version: NewVersion,
  segments: Segment[],
  conditions: WriteConditions,
): Promise<void> {
  const { bucket, key, versionId } = version
  checkWrite(await state.objects.latest(bucket, key), key, conditions)
  if (versionId === NULL_VERSION) {
    const replaced = await state.objects.version(bucket, key, NULL_VERSION)
    if (replaced) await removeVersion(state, replaced)
  }
  await state.objects.add(version)
  await state.contents.add(version.id, segments)
}

/** Takes a version away for good, with its hold on the content. */
export async function removeVersion(state: State, version: ObjectVersion): Promise<void> {
  await state.objects.remove(version)
  await state.contents.remove([version.id])
}

/** Throws unless `latest` may be replaced. */
export function checkWrite(latest: ObjectVersion | undefined, key: string, conditions: WriteConditions): void {
  const current = latest && !latest.deleteMarker ? latest : undefined
  const verdict = judgeWrite(current, conditions)
  if (verdict.outcome === 'failed') throw preconditionFailed(verdict.condition)
  if (verdict.outcome === 'missing') throw noSuchKey(key)
}
