import { type Database, holdBlob, releaseBlob } from '@towpath/storage'
import type { S3Tables } from './tables.ts'

/** Some bytes of a blob. */
export interface Segment {
  sha256: string
  offset: number
  length: number
}

/** Rows in one INSERT: far below what any database allows. */
const BATCH = 500

/** Which blobs make up objects and parts. Copies share them. */
export class Contents {
  readonly #handle
  readonly #db

  constructor(db: Database) {
    this.#handle = db
    this.#db = db.withTables<S3Tables>()
  }

  /** In order. */
  async of(owner: string): Promise<Segment[]> {
    return this.ofAll([owner])
  }

  /** The contents of several owners, one after the other. */
  async ofAll(owners: string[]): Promise<Segment[]> {
    const found = new Map<string, Segment[]>()
    for (let at = 0; at < owners.length; at += BATCH) {
      const rows = await this.#db
        .selectFrom('s3_segments')
        .select(['owner', 'sha256', 'offset', 'length'])
        .where('owner', 'in', owners.slice(at, at + BATCH))
        .orderBy('owner')
        .orderBy('position')
        .execute()
      for (const row of rows) {
        const segment = { sha256: row.sha256, offset: Number(row.offset), length: Number(row.length) }
        found.set(row.owner, [...(found.get(row.owner) ?? []), segment])
      }
    }
    return owners.flatMap((owner) => found.get(owner) ?? [])
  }

  /** Gives `owner` its content, and keeps the blobs from being swept for it. */
  async add(owner: string, segments: Segment[]): Promise<void> {
    const rows = segments.map((segment, position) => ({ owner, position, ...segment }))
    for (let at = 0; at < rows.length; at += BATCH) {
      await this.#db
        .insertInto('s3_segments')
        .values(rows.slice(at, at + BATCH))
        .execute()
    }
    for (const sha256 of new Set(segments.map((segment) => segment.sha256))) {
      await holdBlob(this.#handle, holderOf(owner), sha256)
    }
  }

  async remove(owners: string[]): Promise<void> {
    for (let at = 0; at < owners.length; at += BATCH) {
      await this.#db
        .deleteFrom('s3_segments')
        .where('owner', 'in', owners.slice(at, at + BATCH))
        .execute()
    }
    for (const owner of owners) await releaseBlob(this.#handle, holderOf(owner))
  }
}

/** How the owner of segments is called among all who hold blobs. */
const holderOf = (owner: string) => `s3/${owner}`
