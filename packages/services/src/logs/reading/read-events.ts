import type { Database } from '@towpath/storage'
import type { Matcher } from '../rules/filter-pattern/compile.ts'
import { comparePositions, type Position, startOf } from '../rules/position.ts'
import type { ChunkKey, TimeRange } from '../state/chunk-keys.ts'
import { EventPage, type StoredEvent } from './event-page.ts'
import { type OpenChunk, openChunks, type Wanted } from './open-chunks.ts'

/** What one call looks at before it answers with what it has, in bytes on disk. A chunk that is passed over costs less. */
const BUDGET = 4 * 1024 * 1024
const PASSED_OVER = 256

export interface ForwardQuery {
  from: Position
  /** Last time that is of interest. */
  to: number
  limit: number
  matches?: Matcher
  wanted?: Wanted
}

/** One page of events, in order, and where the next begins; no `next`: there is nothing more. */
export interface EventsRead {
  events: StoredEvent[]
  next?: Position
}

/**
 * Reads on from a position. `keys` are the chunks that may matter, by the time of their first event. Like the real
 * service it may answer with few events, or none, and a `next`.
 */
export async function readForwards(
  db: Database,
  keys: AsyncIterable<ChunkKey>,
  { from, to, limit, matches, wanted }: ForwardQuery,
): Promise<EventsRead> {
  const page = new EventPage('forwards', limit)
  const belongs = (event: StoredEvent) =>
    event.at <= to && comparePositions(event, from) >= 0 && (!matches || matches(event.message))
  let cost = 0
  for await (const chunk of openChunks(db, keys, wanted)) {
    const { firstAt } = chunk.key
    // Chunks come by their first event, so whatever happened before it is complete.
    const edge = page.edge()
    if (edge && edge.at < firstAt) break
    if (cost > BUDGET) {
      return { events: page.take().filter(({ at }) => at < firstAt), next: startOf(firstAt) }
    }
    // What reaches over the beginning was read before, perhaps; were it counted, calls might not get on.
    if (firstAt > from.at) cost += chunk.events ? chunk.key.size : PASSED_OVER
    for (const event of storedEvents(chunk)) if (belongs(event)) page.add(event)
  }
  const events = page.take()
  const edge = page.edge()
  return { events, next: edge && after(edge) }
}

/** The last events before a position, in order. `keys` are the chunks by the time of their last event, latest first. */
export async function readBackwards(
  db: Database,
  keys: AsyncIterable<ChunkKey>,
  { before, range, limit }: { before: Position; range: TimeRange; limit: number },
): Promise<StoredEvent[]> {
  const page = new EventPage('backwards', limit)
  const belongs = (event: StoredEvent) =>
    event.at >= range.from && event.at <= range.to && comparePositions(event, before) < 0
  for await (const chunk of openChunks(db, keys)) {
    const edge = page.edge()
    if (edge && edge.at > chunk.key.lastAt) break
    // Latest first, so that a page that is full takes no more.
    for (const event of storedEvents(chunk).reverse()) if (belongs(event)) page.add(event)
  }
  return page.take().reverse()
}

/** The position just behind an event. */
export function after({ at, chunk, index }: Position): Position {
  return { at, chunk, index: index + 1 }
}

function storedEvents({ key, events = [] }: OpenChunk): StoredEvent[] {
  const { id: chunk, ingestedAt } = key
  return events.map(({ timestamp, message }, index) => ({ at: timestamp, chunk, index, message, ingestedAt }))
}
