import type { Access } from '@towpath/wire'
import { bucketOf } from './access.ts'
import { invalidArgument, invalidRequest, noSuchKey, preconditionFailed } from './errors.ts'
import { findVersion, readAccess } from './find-version.ts'
import type { Ctx } from './room.ts'
import { judgeRead } from './rules/conditions.ts'
import { type CopySource, parseCopySource } from './rules/copy-source.ts'
import type { Bucket } from './state/buckets.ts'
import type { ObjectVersion } from './state/objects.ts'

interface CopyInput {
  CopySource?: string
  ExpectedSourceBucketOwner?: string
  CopySourceIfMatch?: string
  CopySourceIfNoneMatch?: string
  CopySourceIfModifiedSince?: Date
  CopySourceIfUnmodifiedSince?: Date
}

function sourceOf(input: CopyInput): CopySource {
  const source = parseCopySource(input.CopySource ?? '')
  if (source) return source
  const message = 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey'
  throw invalidArgument(message, 'x-amz-copy-source', input.CopySource)
}

/** What reading the source of a copy needs. */
export async function sourceAccess(ctx: Ctx, input: CopyInput): Promise<Access[]> {
  const { bucket: name, key, versionId } = sourceOf(input)
  const bucket = await bucketOf(ctx, { Bucket: name, ExpectedBucketOwner: input.ExpectedSourceBucketOwner })
  return [await readAccess(ctx, bucket, key, versionId)]
}

/**
 * The version that a copy reads. With `expected`, the id of one found before, throws NoSuchKey when it has gone
 * meanwhile.
 */
export async function copiedSource(
  ctx: Ctx,
  input: CopyInput,
  expected?: string,
): Promise<{ bucket: Bucket; version: ObjectVersion; versionId?: string }> {
  const { bucket: name, key, versionId } = sourceOf(input)
  const bucket = await bucketOf(ctx, { Bucket: name })
  if (expected === undefined) {
    const version = await findVersion(ctx, bucket, key, versionId, 'GET')
    return { bucket, version, versionId }
  }
  const version = await ctx.objects.byId(expected)
  if (!version) throw noSuchKey(key)
  return { bucket, version, versionId }
}

/** Throws unless the conditions on the source hold. Here, unlike in reads, an unchanged source is a failure too. */
export function checkSource(version: ObjectVersion, input: CopyInput): void {
  if (version.deleteMarker)
    throw invalidRequest('The source of a copy request may not specifically refer to a delete marker')
  const verdict = judgeRead(version, {
    ifMatch: input.CopySourceIfMatch,
    ifNoneMatch: input.CopySourceIfNoneMatch,
    ifModifiedSince: input.CopySourceIfModifiedSince?.getTime(),
    ifUnmodifiedSince: input.CopySourceIfUnmodifiedSince?.getTime(),
  })
  if (verdict.outcome === 'failed') throw preconditionFailed(`x-amz-copy-source-${verdict.condition}`)
  if (verdict.outcome === 'not-modified') {
    const etag = input.CopySourceIfNoneMatch !== undefined
    throw preconditionFailed(`x-amz-copy-source-${etag ? 'If-None-Match' : 'If-Modified-Since'}`)
  }
}
