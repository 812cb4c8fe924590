import type { Database } from '@towpath/storage'
import type { ExpressionBuilder } from 'kysely'
import { afterPrefix } from '../rules/key-order.ts'
import type { Position } from '../rules/walk.ts'
import { type ObjectVersion, versionOf } from './objects.ts'
import type { S3Tables } from './tables.ts'
import { type Upload, uploadOf } from './uploads.ts'

/** Pages of a bucket's keys, each read through an index and no longer than what is asked for. */
export class Listings {
  readonly #db

  constructor(db: Database) {
    this.#db = db.withTables<S3Tables>()
  }

  /** Newest versions that are no delete markers, by key. */
  async objects(bucket: string, prefix: string, position: Position<never>, limit: number): Promise<ObjectVersion[]> {
    let query = this.#db
      .selectFrom('s3_objects')
      .selectAll()
      .where('bucket', '=', bucket)
      .where('latest', '=', 1)
      .where('delete_marker', '=', 0)
      .where('key', operatorOf(position), keyOf(position))
    const end = afterPrefix(prefix)
    if (end !== undefined) query = query.where('key', '<', end)
    return (await query.orderBy('key').limit(limit).execute()).map(versionOf)
  }

  /** All versions, newest first within a key. */
  async versions(bucket: string, prefix: string, position: Position<string>, limit: number): Promise<ObjectVersion[]> {
    let query = this.#db
      .selectFrom('s3_objects')
      .selectAll()
      .where('bucket', '=', bucket)
      .where('key', operatorOf(position), keyOf(position))
    if ('within' in position) {
      const { key, within } = position
      const marker = await this.#sequenceOf(bucket, key, within)
      // Emptying a bucket deletes what the marker names: then the rest of that key comes next.
      if (marker !== undefined) query = query.where((is) => is.or([is('key', '>', key), is('sequence', '>', marker)]))
    }
    const end = afterPrefix(prefix)
    if (end !== undefined) query = query.where('key', '<', end)
    return (await query.orderBy('key').orderBy('sequence').limit(limit).execute()).map(versionOf)
  }

  /** Multipart uploads in progress. */
  async uploads(bucket: string, prefix: string, position: Position<string>, limit: number): Promise<Upload[]> {
    let query = this.#db
      .selectFrom('s3_uploads')
      .selectAll()
      .where('bucket', '=', bucket)
      .where('key', operatorOf(position), keyOf(position))
    if ('within' in position) {
      const { key, within } = position
      query = query.where((is: ExpressionBuilder<S3Tables, 's3_uploads'>) =>
        is.or([is('key', '>', key), is('id', '>', within)]),
      )
    }
    const end = afterPrefix(prefix)
    if (end !== undefined) query = query.where('key', '<', end)
    return (await query.orderBy('key').orderBy('id').limit(limit).execute()).map(uploadOf)
  }

  async #sequenceOf(bucket: string, key: string, versionId: string): Promise<number | undefined> {
    const row = await this.#db
      .selectFrom('s3_objects')
      .select('sequence')
      .where('bucket', '=', bucket)
      .where('key', '=', key)
      .where('version_id', '=', versionId)
      .executeTakeFirst()
    return row && Number(row.sequence)
  }
}

function operatorOf(position: Position<string>): '>' | '>=' {
  return 'after' in position ? '>' : '>='
}

function keyOf(position: Position<string>): string {
  if ('from' in position) return position.from
  return 'after' in position ? position.after : position.key
}
