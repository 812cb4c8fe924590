import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { EVENT_OVERHEAD, type LogEvent } from '../rules/event-batch.ts'

/** Events of one stream, in order of time, as they are stored together in one row. */
export interface Chunk {
  /** Milliseconds since the epoch. */
  firstAt: number
  lastAt: number
  events: number
  encoding: ChunkEncoding
  body: string
  /** Bytes that it takes on disk, about. */
  size: number
}

/** `json`: `[[milliseconds after firstAt, ...], [message, ...]]`. `deflate`: the same, deflated, in base64. */
export type ChunkEncoding = 'json' | 'deflate'

/**
 * No chunk is longer than this, so whoever looks for events at some time need not look at chunks that begin more than
 * this before it.
 */
export const CHUNK_SPAN = 10_000

/** Bounds what must be decoded to read a single event. */
const MOST_EVENTS = 1000
const MOST_BYTES = 64 * 1024

/** Below this, deflating saves less than a row takes anyway. */
const DEFLATED_FROM = 1024
/** What a row and its index entries take besides the body. */
const ROW_BYTES = 400

/** Splits events that are in order of time into chunks. */
export function chunksOf(events: LogEvent[]): Chunk[] {
  const chunks: Chunk[] = []
  let part: LogEvent[] = []
  let bytes = 0
  for (const event of events) {
    const size = event.message.length + EVENT_OVERHEAD
    const first = part[0]
    const fits = part.length < MOST_EVENTS && bytes + size <= MOST_BYTES
    if (first && !(fits && event.timestamp - first.timestamp <= CHUNK_SPAN)) {
      chunks.push(chunkOf(part))
      part = []
      bytes = 0
    }
    part.push(event)
    bytes += size
  }
  if (part.length > 0) chunks.push(chunkOf(part))
  return chunks
}

function chunkOf(events: LogEvent[]): Chunk {
  const firstAt = events[0]?.timestamp ?? 0
  const lastAt = events.at(-1)?.timestamp ?? firstAt
  const json = JSON.stringify([
    events.map(({ timestamp }) => timestamp - firstAt),
    events.map(({ message }) => message),
  ])
  const deflated = json.length >= DEFLATED_FROM
  const body = deflated ? deflateRawSync(json, { level: 1 }).toString('base64') : json
  const size = ROW_BYTES + (deflated ? body.length : Buffer.byteLength(body))
  return { firstAt, lastAt, events: events.length, encoding: deflated ? 'deflate' : 'json', body, size }
}

/** The events of a chunk. */
export function eventsOf({ firstAt, encoding, body }: Pick<Chunk, 'firstAt' | 'encoding' | 'body'>): LogEvent[] {
  const json = encoding === 'deflate' ? inflateRawSync(Buffer.from(body, 'base64')).toString('utf8') : body
  const [offsets, messages] = JSON.parse(json) as [number[], string[]]
  return messages.map((message, index) => ({ timestamp: firstAt + (offsets[index] ?? 0), message }))
}
