import { bucketOf, keyOf } from './access.ts'
import { objectHeaders, type ResponseOverrides } from './answers/object-headers.ts'
import {
  invalidArgument,
  invalidPartNumber,
  invalidRange,
  invalidRequest,
  notModified,
  preconditionFailed,
} from './errors.ts'
import { findVersion } from './find-version.ts'
import type { Ctx } from './room.ts'
import { judgeRead } from './rules/conditions.ts'
import { type ByteRange, contentRange, lengthOf, resolveRange } from './rules/range.ts'
import type { ObjectVersion } from './state/objects.ts'

/** What GetObject and HeadObject have in common. */
export interface ReadInput extends ResponseOverrides {
  Bucket?: string
  Key?: string
  VersionId?: string
  ExpectedBucketOwner?: string
  IfMatch?: string
  IfNoneMatch?: string
  IfModifiedSince?: Date
  IfUnmodifiedSince?: Date
  Range?: string
  PartNumber?: number
  ChecksumMode?: string
}

const OVERRIDES: (keyof ResponseOverrides)[] = [
  'ResponseCacheControl',
  'ResponseContentDisposition',
  'ResponseContentEncoding',
  'ResponseContentLanguage',
  'ResponseContentType',
  'ResponseExpires',
]

/** The version that a read means, which bytes of it, and all that the answer says in its headers. */
export async function readObject(ctx: Ctx, input: ReadInput, method: string) {
  const bucket = await bucketOf(ctx, input)
  const key = keyOf(input)
  if (ctx.principal.type === 'anonymous' && OVERRIDES.some((name) => input[name] !== undefined)) {
    throw invalidRequest('Request specific response headers cannot be used for anonymous GET requests.')
  }
  const version = await findVersion(ctx, bucket, key, input.VersionId, method)
  checkConditions(version, input)

  const { range, parts } = bytesOf(version, input)
  const whole = range === undefined || lengthOf(range) === version.size
  return {
    version,
    range,
    headers: {
      ...objectHeaders(bucket, version, input, whole),
      ContentLength: range ? lengthOf(range) : version.size,
      ...(range ? { ContentRange: contentRange(range, version.size) } : {}),
      ...(parts === undefined ? {} : { PartsCount: parts }),
    },
  }
}

function checkConditions(version: ObjectVersion, input: ReadInput): void {
  const verdict = judgeRead(version, {
    ifMatch: input.IfMatch,
    ifNoneMatch: input.IfNoneMatch,
    ifModifiedSince: input.IfModifiedSince?.getTime(),
    ifUnmodifiedSince: input.IfUnmodifiedSince?.getTime(),
  })
  if (verdict.outcome === 'failed') throw preconditionFailed(verdict.condition)
  if (verdict.outcome === 'not-modified') throw notModified()
}

function bytesOf(version: ObjectVersion, input: ReadInput): { range?: ByteRange; parts?: number } {
  const { PartNumber: partNumber, Range: header } = input
  if (partNumber !== undefined) {
    if (header !== undefined) throw invalidRequest('Cannot specify both Range header and partNumber query parameter')
    return partOf(version, partNumber)
  }
  const range = resolveRange(header, version.size)
  if (range === 'unsatisfiable') throw invalidRange(header ?? '', version.size)
  return { range }
}

/** The bytes of one part; an object that was not uploaded in parts is its own first. */
function partOf(version: ObjectVersion, number: number): { range?: ByteRange; parts?: number } {
  if (!Number.isInteger(number) || number < 1 || number > 10_000) {
    throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', number)
  }
  const sizes = version.attributes.parts?.map((part) => part.size) ?? [version.size]
  const size = sizes[number - 1]
  if (size === undefined) throw invalidPartNumber(number, sizes.length)
  const start = sizes.slice(0, number - 1).reduce((sum, each) => sum + each, 0)
  const parts = version.attributes.parts ? sizes.length : undefined
  return size === 0 ? { parts } : { range: { start, end: start + size - 1 }, parts }
}
