import type { Database, RoomSchema } from '@towpath/storage'

export const s3Schema: RoomSchema = {
  room: 's3',
  migrations: [{ id: '0001-buckets-and-objects', up: bucketsAndObjects }],
}

async function bucketsAndObjects(db: Database): Promise<void> {
  await db.schema
    .createTable('s3_buckets')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('versioning', 'text', (column) => column.notNull())
    .addColumn('policy', 'text')
    .addColumn('tags', 'text')
    .addColumn('object_ownership', 'text')
    .execute()
  await db.schema
    .createTable('s3_objects')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('bucket', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('sequence', 'bigint', (column) => column.notNull())
    .addColumn('version_id', 'text', (column) => column.notNull())
    .addColumn('latest', 'integer', (column) => column.notNull())
    .addColumn('delete_marker', 'integer', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('etag', 'text', (column) => column.notNull())
    .addColumn('modified_at', 'bigint', (column) => column.notNull())
    .addColumn('attributes', 'text', (column) => column.notNull())
    .addColumn('tags', 'text', (column) => column.notNull())
    .addUniqueConstraint('s3_objects_version', ['bucket', 'key', 'version_id'])
    .execute()
  // Lists of versions; and, with `latest` before the key, lists of objects.
  await db.schema
    .createIndex('s3_objects_order')
    .unique()
    .on('s3_objects')
    .columns(['bucket', 'key', 'sequence'])
    .execute()
  await db.schema
    .createIndex('s3_objects_current')
    .on('s3_objects')
    .columns(['bucket', 'latest', 'delete_marker', 'key'])
    .execute()
  await db.schema
    .createTable('s3_uploads')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('bucket', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('initiated_at', 'bigint', (column) => column.notNull())
    .addColumn('initiator', 'text', (column) => column.notNull())
    .addColumn('attributes', 'text', (column) => column.notNull())
    .addColumn('tags', 'text', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('s3_uploads_order').on('s3_uploads').columns(['bucket', 'key', 'id']).execute()
  await db.schema
    .createTable('s3_parts')
    .addColumn('upload_id', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('etag', 'text', (column) => column.notNull())
    .addColumn('modified_at', 'bigint', (column) => column.notNull())
    .addColumn('checksum', 'text')
    .addPrimaryKeyConstraint('s3_parts_number', ['upload_id', 'number'])
    .execute()
  await db.schema
    .createTable('s3_segments')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('offset', 'bigint', (column) => column.notNull())
    .addColumn('length', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('s3_segments_order', ['owner', 'position'])
    .execute()
}
