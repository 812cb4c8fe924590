import type { ChunkEncoding } from '../chunks/chunk.ts'

/** Times are milliseconds since the epoch. */
export type LogsTables = {
  logs_groups: {
    /** 18 digits, as the ids of streams. A group that is made again is another one. */
    id: string
    account: string
    region: string
    name: string
    class: string
    retention_days: number | null
    deletion_protected: number
    created_at: number
  }
  logs_tags: { group_id: string; key: string; value: string }
  logs_streams: {
    id: string
    group_id: string
    name: string
    created_at: number
    /** 0: there was no event yet. */
    first_event_at: number
    last_event_at: number
    last_ingested_at: number
    /** Number of the next chunk, counted from 1. */
    next_chunk: number
    /** Number of the next event, for writers that count. */
    next_key: number
    /** 1: made by the writer of another room, and removed once its last event is. */
    transient: number
  }
  /** Events, many to a row. */
  logs_chunks: {
    /** Id of the stream and ten digits of the chunk's number: sorts in the order of writing within the stream. */
    id: string
    group_id: string
    stream_id: string
    first_at: number
    last_at: number
    ingested_at: number
    events: number
    /** Bytes on disk, about. */
    size: number
    encoding: ChunkEncoding
    body: string
  }
  /** Bytes that each group takes. Shards, so that writers of different streams seldom meet in a row. */
  logs_usage: { group_id: string; shard: number; bytes: number }
  /** Groups and streams that are gone, and whose chunks are still to be removed. */
  logs_removals: { id: string; kind: 'group' | 'stream' }
}
