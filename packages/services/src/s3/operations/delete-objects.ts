import type { DeletedObject, DeleteObjectsOutput, DeleteObjectsRequest, _Error as S3Error } from '@aws-sdk/client-s3'
import { ServiceError } from '@towpath/base'
import { operation } from '@towpath/wire'
import { bucketOf, keyOf, onObject } from '../access.ts'
import { deleteVersion } from '../delete-version.ts'
import { malformedXml } from '../errors.ts'
import type { Ctx, Room } from '../room.ts'
import type { Bucket } from '../state/buckets.ts'

const MOST = 1000

interface Wanted {
  Key?: string
  VersionId?: string
  ETag?: string
}

export const deleteObjects = operation<DeleteObjectsRequest, DeleteObjectsOutput, Room>('DeleteObjects', {
  // What one key's caller may not is an entry in the answer, not the end of the request.
  kind: 'manual',
  async access(input, ctx) {
    await bucketOf(ctx, input)
    return []
  },
  async run(input, ctx) {
    const wanted = input.Delete?.Objects ?? []
    if (wanted.length === 0 || wanted.length > MOST) throw malformedXml()
    const deleted: DeletedObject[] = []
    const errors: S3Error[] = []
    const allowed: Wanted[] = []
    const bucket = await bucketOf(ctx, input)
    for (const object of wanted) {
      const error = await refusalOf(ctx, bucket, object)
      if (error) errors.push(told(object, error))
      else allowed.push(object)
    }
    if (allowed.length > 0) {
      const done = await ctx.store.transaction((db) => deleteAll(ctx, db, input, allowed))
      deleted.push(...done.deleted)
      errors.push(...done.errors)
    }
    return { ...(input.Delete?.Quiet ? {} : { Deleted: deleted }), Errors: errors }
  },
})

async function refusalOf(ctx: Ctx, bucket: Bucket, object: Wanted): Promise<ServiceError | undefined> {
  const action = object.VersionId === undefined ? 'DeleteObject' : 'DeleteObjectVersion'
  try {
    await ctx.authorize(onObject(bucket, keyOf(object), action))
    return undefined
  } catch (error) {
    if (error instanceof ServiceError) return error
    throw error
  }
}

async function deleteAll(ctx: Ctx, db: Ctx['db'], input: DeleteObjectsRequest, objects: Wanted[]) {
  const state = ctx.on(db)
  const bucket = await bucketOf(state, input)
  const source = { ids: ctx.ids, now: ctx.clock.now() }
  const deleted: DeletedObject[] = []
  const errors: S3Error[] = []
  for (const object of objects) {
    const { VersionId: versionId, ETag: ifMatch } = object
    try {
      const done = await deleteVersion(state, bucket, { key: keyOf(object), versionId, ifMatch }, source)
      const { DeleteMarker, VersionId: markerId } = done
      deleted.push({
        Key: object.Key,
        ...(versionId === undefined ? {} : { VersionId: versionId }),
        ...(DeleteMarker ? { DeleteMarker, DeleteMarkerVersionId: markerId } : {}),
      })
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      errors.push(told(object, error))
    }
  }
  return { deleted, errors }
}

function told(object: Wanted, { code, message }: ServiceError): S3Error {
  return { Key: object.Key, VersionId: object.VersionId, Code: code, Message: message }
}
