import type { ConditionValues } from '@towpath/wire'
import { existingTags, onBucket, onObject } from './access.ts'
import { deleteMarkerNotReadable, invalidArgument, keyDeleted, noSuchKey, noSuchVersion } from './errors.ts'
import type { Ctx } from './room.ts'
import type { Bucket } from './state/buckets.ts'
import type { ObjectVersion } from './state/objects.ts'
import { toldVersionId } from './store-version.ts'

/**
 * The version that a request for an object means: one that can be read.
 *
 * Throws NoSuchKey, NoSuchVersion or MethodNotAllowed (a delete marker asked for by its id). Who may not list the
 * bucket learns AccessDenied instead of what is not there.
 */
export async function findVersion(
  ctx: Ctx,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
  method: string,
): Promise<ObjectVersion> {
  const version = await lookUp(ctx, bucket.name, key, versionId)
  if (version && !version.deleteMarker) return version
  if (version && versionId !== undefined) throw deleteMarkerNotReadable(method)
  await ctx.authorize(onBucket(bucket, versionId === undefined ? 'ListBucket' : 'ListBucketVersions', listing(key)))
  if (version) throw keyDeleted(key, toldVersionId(bucket, version.versionId))
  throw versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId)
}

export async function lookUp(
  state: Pick<Ctx, 'objects'>,
  bucket: string,
  key: string,
  versionId: string | undefined,
): Promise<ObjectVersion | undefined> {
  if (versionId === undefined) return state.objects.latest(bucket, key)
  if (!/^[A-Za-z0-9._-]{1,1024}$/.test(versionId)) {
    throw invalidArgument('Invalid version id specified', 'versionId', versionId)
  }
  return state.objects.version(bucket, key, versionId)
}

/** What reading an object (or a version of it) needs, its tags taken into account. */
export async function readAccess(
  ctx: Ctx,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
  action = 'GetObject',
) {
  const name = versionId === undefined ? action : action.replace('Object', 'ObjectVersion')
  const version = await lookUp(ctx, bucket.name, key, versionId)
  const tags = existingTags(version?.tags ?? {})
  return onObject(bucket, key, name, versionId === undefined ? tags : { ...tags, 's3:VersionId': versionId })
}

/** The condition keys that a look-up of one key stands for: a listing of just that key. */
function listing(key: string): ConditionValues {
  return { 's3:prefix': key }
}
