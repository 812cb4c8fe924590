import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { Checksum } from '../checksums/checksum.ts'
import type { ObjectAttributes } from '../rules/object-attributes.ts'
import type { Tags } from '../rules/tags.ts'
import type { S3Tables } from './tables.ts'

/** What the object will carry once the upload is complete. */
export interface UploadAttributes extends Omit<ObjectAttributes, 'checksum' | 'parts'> {
  checksum: Pick<Checksum, 'algorithm' | 'type'>
  /** Whether the client asked for that checksum; otherwise it is ours, and parts need not bring theirs. */
  checksumAsked: boolean
}

/** A multipart upload in progress. */
export interface Upload {
  id: string
  bucket: string
  key: string
  /** Milliseconds since the epoch. */
  initiatedAt: number
  /** ARN of who began it. */
  initiator: string
  attributes: UploadAttributes
  tags: Tags
}

export interface Part {
  number: number
  /** Owner of its content. */
  id: string
  size: number
  /** Without quotes. */
  etag: string
  modifiedAt: number
  checksum?: string
}

export class Uploads {
  readonly #db

  constructor(db: Database) {
    this.#db = db.withTables<S3Tables>()
  }

  async find(bucket: string, key: string, id: string): Promise<Upload | undefined> {
    const row = await this.#db
      .selectFrom('s3_uploads')
      .selectAll()
      .where('id', '=', id)
      .where('bucket', '=', bucket)
      .where('key', '=', key)
      .executeTakeFirst()
    return row && uploadOf(row)
  }

  async create(upload: Upload): Promise<void> {
    const { id, bucket, key, initiator, initiatedAt } = upload
    const attributes = JSON.stringify(upload.attributes)
    const tags = JSON.stringify(upload.tags)
    await this.#db
      .insertInto('s3_uploads')
      .values({ id, bucket, key, initiator, initiated_at: initiatedAt, attributes, tags })
      .execute()
  }

  /** Takes the upload and its parts away. Returns the parts: their content is the caller's to remove. */
  async remove(id: string): Promise<Part[]> {
    const parts = await this.parts(id)
    await this.#db.deleteFrom('s3_parts').where('upload_id', '=', id).execute()
    await this.#db.deleteFrom('s3_uploads').where('id', '=', id).execute()
    return parts
  }

  async ofBucket(bucket: string): Promise<string[]> {
    const rows = await this.#db.selectFrom('s3_uploads').select('id').where('bucket', '=', bucket).execute()
    return rows.map((row) => row.id)
  }

  /** Parts by number; a page of them where `after` and `limit` say so. */
  async parts(uploadId: string, page?: { after: number; limit: number }): Promise<Part[]> {
    let query = this.#db.selectFrom('s3_parts').selectAll().where('upload_id', '=', uploadId).orderBy('number')
    if (page) query = query.where('number', '>', page.after).limit(page.limit)
    return (await query.execute()).map(partOf)
  }

  /** Stores a part; returns the id of the one that it replaces, if any. */
  async putPart(uploadId: string, part: Part): Promise<string | undefined> {
    const before = await this.#db
      .selectFrom('s3_parts')
      .select('id')
      .where('upload_id', '=', uploadId)
      .where('number', '=', part.number)
      .executeTakeFirst()
    const { number, id, size, etag, checksum = null, modifiedAt } = part
    const values = { id, size, etag, checksum, modified_at: modifiedAt }
    await this.#db
      .insertInto('s3_parts')
      .values({ upload_id: uploadId, number, ...values })
      .onConflict((conflict) => conflict.columns(['upload_id', 'number']).doUpdateSet(values))
      .execute()
    return before?.id
  }
}

export function uploadOf(row: Selectable<S3Tables['s3_uploads']>): Upload {
  return {
    id: row.id,
    bucket: row.bucket,
    key: row.key,
    initiatedAt: Number(row.initiated_at),
    initiator: row.initiator,
    attributes: JSON.parse(row.attributes),
    tags: JSON.parse(row.tags),
  }
}

function partOf(row: Selectable<S3Tables['s3_parts']>): Part {
  return {
    number: row.number,
    id: row.id,
    size: Number(row.size),
    etag: row.etag,
    modifiedAt: Number(row.modified_at),
    checksum: row.checksum ?? undefined,
  }
}
