/** Conditions of a read, as in a request's headers. Times in milliseconds since the epoch. */
export interface ReadConditions {
  ifMatch?: string
  ifNoneMatch?: string
  ifModifiedSince?: number
  ifUnmodifiedSince?: number
}

/** What the conditions are held against. */
export interface Current {
  /** Without quotes. */
  etag: string
  modifiedAt: number
}

export type Verdict = { outcome: 'go' | 'not-modified' } | { outcome: 'failed'; condition: string }

const GO: Verdict = { outcome: 'go' }

/**
 * Whether a read may go on. An ETag condition that holds outweighs the time beside it, as S3 documents it.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function judgeRead(current: Current, conditions: ReadConditions): Verdict {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions
  // HTTP dates know whole seconds only.
  const modifiedAt = Math.floor(current.modifiedAt / 1000) * 1000
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, current.etag)) return { outcome: 'failed', condition: 'If-Match' }
  } else if (ifUnmodifiedSince !== undefined && modifiedAt > ifUnmodifiedSince) {
    return { outcome: 'failed', condition: 'If-Unmodified-Since' }
  }
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, current.etag) ? { outcome: 'not-modified' } : GO
  if (ifModifiedSince !== undefined && modifiedAt <= ifModifiedSince) return { outcome: 'not-modified' }
  return GO
}

/** Conditions of a write. */
export interface WriteConditions {
  ifMatch?: string
  ifNoneMatch?: string
}

/**
 * Whether a write may replace `current` (undefined: there is nothing): `missing` when it names an object that is not
 * there. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function judgeWrite(
  current: Current | undefined,
  conditions: WriteConditions,
): Verdict | { outcome: 'missing' } {
  const { ifMatch, ifNoneMatch } = conditions
  if (ifNoneMatch !== undefined && current && matches(ifNoneMatch, current.etag)) {
    return { outcome: 'failed', condition: 'If-None-Match' }
  }
  if (ifMatch === undefined) return GO
  if (!current) return { outcome: 'missing' }
  return matches(ifMatch, current.etag) ? GO : { outcome: 'failed', condition: 'If-Match' }
}

/** Whether a list of ETags (quoted or not) or `*` names `etag`. */
function matches(list: string, etag: string): boolean {
  return list
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''))
    .some((one) => one === '*' || one.replace(/^"(.*)"$/, '$1') === etag)
}
