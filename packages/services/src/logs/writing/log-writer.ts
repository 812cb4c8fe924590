import type { Clock, Ids } from '@towpath/base'
import type { Database, Store } from '@towpath/storage'
import type { Scope } from '../rules/arns.ts'
import type { LogEvent } from '../rules/event-batch.ts'
import { appendEvents } from '../state/append.ts'
import { Groups } from '../state/groups.ts'
import { type LogStream, Streams } from '../state/streams.ts'
import { followAppended, signalAppended } from './append-signal.ts'
import { storableEvents } from './storable-events.ts'

/** Events that another room writes. */
export interface LogBatch extends Scope {
  /** As the model has it: letters, digits and `._-/#`, up to 512. */
  group: string
  /** Up to 512 characters, none of them `:` or `*`. */
  stream: string
  events: LogEvent[]
  /**
   * Number of the first of `events`, for writers that count the events of a stream from 0. What was written before is
   * not written again; after a gap counting goes on.
   */
  key?: number
}

/** How other rooms write log lines. They hold the shape of this as a port of their own; `server` hands it over. */
export interface LogWriter {
  /**
   * Writes within a transaction of the caller; group and stream are made when they are first used. Events stay in
   * the order in which they are written: one whose time lies before that of its predecessor gets the predecessor's.
   * `nextKey` is the number of the event that is expected next.
   */
  append(db: Database, batch: LogBatch): Promise<{ written: number; nextKey: number }>
  /**
   * Calls `listener` with the name of a stream whenever more was written, through the API or this, until the returned
   * function is called. Best effort: whoever follows must also look now and then.
   */
  follow(place: Scope & { group: string; stream?: string }, listener: (stream: string | undefined) => void): () => void
  /** Milliseconds since the epoch, by the clock that events are judged by. */
  now(): number
}

export function logWriter({ store, clock, ids }: { store: Store; clock: Clock; ids: Ids }): LogWriter {
  return {
    async append(db, batch) {
      const now = clock.now()
      const stream = await openStream(db, batch, ids, now)
      const known = batch.key === undefined ? 0 : Math.max(0, stream.nextKey - batch.key)
      const fresh = batch.events.slice(known)
      const nextKey =
        batch.key === undefined ? stream.nextKey : Math.max(stream.nextKey, batch.key + batch.events.length)
      if (fresh.length === 0) return { written: 0, nextKey }
      await appendEvents(db, stream, storableEvents(fresh, stream.lastEventAt, now), now, nextKey)
      signalAppended(store, batch)
      return { written: fresh.length, nextKey }
    },
    follow: (place, listener) => followAppended(store, place, listener),
    now: () => clock.now(),
  }
}

async function openStream(db: Database, { group: name, stream, ...scope }: LogBatch, ids: Ids, now: number) {
  const groups = new Groups(db, scope)
  const group =
    (await groups.find(name)) ?? (await groups.create(ids, { name, createdAt: now })) ?? (await groups.find(name))
  if (!group) throw new Error(`Log group "${name}" can be neither found nor made`)
  const streams = new Streams(db, group.id)
  const make = (): Promise<LogStream | undefined> =>
    streams.create(ids, { name: stream, createdAt: now, transient: true })
  const opened = (await streams.find(stream)) ?? (await make()) ?? (await streams.find(stream))
  if (!opened) throw new Error(`Log stream "${stream}" can be neither found nor made`)
  return opened
}
