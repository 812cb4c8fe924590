import { Readable } from 'node:stream'
import type { BlobStore } from '@towpath/storage'
import { type ByteRange, lengthOf } from '../rules/range.ts'
import type { Segment } from '../state/contents.ts'

/**
 * The content that segments make up, or some bytes of it. Memory use does not depend on the size; a blob is opened
 * when the one before it has been read. Rejects when the first is missing.
 */
export async function contentOf(blobs: BlobStore, segments: Segment[], range?: ByteRange): Promise<Readable> {
  const wanted = range ? cut(segments, range) : segments
  const [first, ...rest] = wanted
  if (!first) return Readable.from([])
  const stream = await open(blobs, first)
  return rest.length === 0 ? stream : Readable.from(chained(blobs, stream, rest), { objectMode: false })
}

/** The parts of segments that a range covers. */
export function cut(segments: Segment[], range: ByteRange): Segment[] {
  const cuts: Segment[] = []
  let skip = range.start
  let left = lengthOf(range)
  for (const segment of segments) {
    if (left === 0) break
    if (skip >= segment.length) {
      skip -= segment.length
      continue
    }
    const length = Math.min(segment.length - skip, left)
    cuts.push({ sha256: segment.sha256, offset: segment.offset + skip, length })
    left -= length
    skip = 0
  }
  return cuts
}

async function* chained(blobs: BlobStore, first: Readable, rest: Segment[]): AsyncGenerator<Buffer> {
  // Whoever stops reading ends the loop, and the loop lets go of the blob it reads.
  yield* first
  for (const segment of rest) yield* await open(blobs, segment)
}

function open(blobs: BlobStore, { sha256, offset, length }: Segment): Promise<Readable> {
  return blobs.get(sha256, { start: offset, end: offset + length - 1 })
}
