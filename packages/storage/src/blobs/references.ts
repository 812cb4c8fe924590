import type { Database, Migration } from '../store.ts'

type ReferenceTables = { storage_blob_references: { owner: string; sha256: string } }

/** Who needs which blob. Made by every store's `migrate`. */
export const blobReferenceTables: Migration = {
  id: '0001-blob-references',
  async up(db) {
    await db.schema
      .createTable('storage_blob_references')
      .addColumn('owner', 'text', (column) => column.notNull())
      .addColumn('sha256', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('storage_blob_references_key', ['owner', 'sha256'])
      .execute()
    await db.schema
      .createIndex('storage_blob_references_sha256')
      .on('storage_blob_references')
      .column('sha256')
      .execute()
  },
}

const references = (db: Database) => db.withTables<ReferenceTables>()

/**
 * Keeps a blob from being swept, in the same transaction that writes the row which points to it. `owner` names that
 * row across all rooms: `s3/123456789012/us-east-1/bucket/key/version`. Holding twice is holding once.
 */
export async function holdBlob(db: Database, owner: string, sha256: string): Promise<void> {
  await references(db)
    .insertInto('storage_blob_references')
    .values({ owner, sha256 })
    .onConflict((conflict) => conflict.columns(['owner', 'sha256']).doNothing())
    .execute()
}

/** Lets go of one blob of `owner`, or of all. */
export async function releaseBlob(db: Database, owner: string, sha256?: string): Promise<void> {
  const all = references(db).deleteFrom('storage_blob_references').where('owner', '=', owner)
  await (sha256 === undefined ? all : all.where('sha256', '=', sha256)).execute()
}

/** Those of `names` that somebody holds. */
export async function heldBlobs(db: Database, names: string[]): Promise<Set<string>> {
  const rows = await references(db)
    .selectFrom('storage_blob_references')
    .select('sha256')
    .distinct()
    .where('sha256', 'in', names)
    .execute()
  return new Set(rows.map(({ sha256 }) => sha256))
}
