import type { Database } from '@towpath/storage'
import type { Insertable, Selectable } from 'kysely'
import type { ObjectAttributes } from '../rules/object-attributes.ts'
import type { Tags } from '../rules/tags.ts'
import type { S3Tables } from './tables.ts'

/** One version of an object, or a delete marker. */
export interface ObjectVersion {
  id: string
  bucket: string
  key: string
  versionId: string
  latest: boolean
  deleteMarker: boolean
  size: number
  /** Without quotes; empty for a delete marker. */
  etag: string
  /** Milliseconds since the epoch. */
  modifiedAt: number
  attributes: ObjectAttributes
  tags: Tags
}

/** A version that is not stored yet; its place among the others is found when it is. */
export type NewVersion = Omit<ObjectVersion, 'latest'>

/** Version id of what is stored while versioning is off or suspended. */
export const NULL_VERSION = 'null'

export class Objects {
  readonly #db

  constructor(db: Database) {
    this.#db = db.withTables<S3Tables>()
  }

  /** The newest version, which may be a delete marker. */
  async latest(bucket: string, key: string): Promise<ObjectVersion | undefined> {
    const row = await this.#of(bucket, key).where('latest', '=', 1).executeTakeFirst()
    return row && versionOf(row)
  }

  async version(bucket: string, key: string, versionId: string): Promise<ObjectVersion | undefined> {
    const row = await this.#of(bucket, key).where('version_id', '=', versionId).executeTakeFirst()
    return row && versionOf(row)
  }

  async byId(id: string): Promise<ObjectVersion | undefined> {
    const row = await this.#db.selectFrom('s3_objects').selectAll().where('id', '=', id).executeTakeFirst()
    return row && versionOf(row)
  }

  /** Makes `version` the newest of its key. There must be none with its version id. */
  async add(version: NewVersion): Promise<void> {
    const { bucket, key } = version
    const newest = await this.#of(bucket, key).orderBy('sequence').limit(1).executeTakeFirst()
    await this.#db
      .updateTable('s3_objects')
      .set({ latest: 0 })
      .where('bucket', '=', bucket)
      .where('key', '=', key)
      .where('latest', '=', 1)
      .execute()
    await this.#db
      .insertInto('s3_objects')
      .values(rowOf(version, Number(newest?.sequence ?? 0) - 1))
      .execute()
  }

  /** Takes a version away for good; the one before it becomes the newest. Its content is the caller's to remove. */
  async remove(version: ObjectVersion): Promise<void> {
    await this.#db.deleteFrom('s3_objects').where('id', '=', version.id).execute()
    if (!version.latest) return
    const { bucket, key } = version
    const next = await this.#of(bucket, key).orderBy('sequence').limit(1).executeTakeFirst()
    if (next) await this.#db.updateTable('s3_objects').set({ latest: 1 }).where('id', '=', next.id).execute()
  }

  async tag(id: string, tags: Tags): Promise<void> {
    await this.#db
      .updateTable('s3_objects')
      .set({ tags: JSON.stringify(tags) })
      .where('id', '=', id)
      .execute()
  }

  /** Whether the bucket holds objects, or nothing but old versions and delete markers. */
  async any(bucket: string): Promise<'objects' | 'versions' | undefined> {
    const held = this.#db.selectFrom('s3_objects').select('id').where('bucket', '=', bucket).limit(1)
    const current = held.where('latest', '=', 1).where('delete_marker', '=', 0)
    if (await current.executeTakeFirst()) return 'objects'
    return (await held.executeTakeFirst()) ? 'versions' : undefined
  }

  #of(bucket: string, key: string) {
    return this.#db.selectFrom('s3_objects').selectAll().where('bucket', '=', bucket).where('key', '=', key)
  }
}

export function versionOf(row: Selectable<S3Tables['s3_objects']>): ObjectVersion {
  return {
    id: row.id,
    bucket: row.bucket,
    key: row.key,
    versionId: row.version_id,
    latest: row.latest === 1,
    deleteMarker: row.delete_marker === 1,
    size: Number(row.size),
    etag: row.etag,
    modifiedAt: Number(row.modified_at),
    attributes: JSON.parse(row.attributes),
    tags: JSON.parse(row.tags),
  }
}

function rowOf(version: NewVersion, sequence: number): Insertable<S3Tables['s3_objects']> {
  return {
    id: version.id,
    bucket: version.bucket,
    key: version.key,
    sequence,
    version_id: version.versionId,
    latest: 1,
    delete_marker: version.deleteMarker ? 1 : 0,
    size: version.size,
    etag: version.etag,
    modified_at: version.modifiedAt,
    attributes: JSON.stringify(version.attributes),
    tags: JSON.stringify(version.tags),
  }
}
