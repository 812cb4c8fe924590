import type { RoomSchema } from '@towpath/storage'

export type AuditTables = {
  audit_requests: {
    request_id: string
    at: number
    principal_arn: string
    access_key_id: string | null
    source_ip: string
    user_agent: string
    service: string
    operation: string
    region: string
    outcome: string
    error_code: string | null
    /** JSON: each thing asked for, and the statement that decided. */
    decisions: string
  }
}

export const auditSchema: RoomSchema = {
  room: 'audit',
  migrations: [
    {
      id: '0001-requests',
      async up(db) {
        await db.schema
          .createTable('audit_requests')
          .addColumn('request_id', 'text', (column) => column.primaryKey())
          .addColumn('at', 'bigint', (column) => column.notNull())
          .addColumn('principal_arn', 'text', (column) => column.notNull())
          .addColumn('access_key_id', 'text')
          .addColumn('source_ip', 'text', (column) => column.notNull())
          .addColumn('user_agent', 'text', (column) => column.notNull())
          .addColumn('service', 'text', (column) => column.notNull())
          .addColumn('operation', 'text', (column) => column.notNull())
          .addColumn('region', 'text', (column) => column.notNull())
          .addColumn('outcome', 'text', (column) => column.notNull())
          .addColumn('error_code', 'text')
          .addColumn('decisions', 'text', (column) => column.notNull())
          .execute()
        await db.schema.createIndex('audit_requests_at').on('audit_requests').column('at').execute()
      },
    },
  ],
}
