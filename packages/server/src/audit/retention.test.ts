import { databases, temporaryStore } from '@towpath/storage/testing.ts'
import { expect, test } from 'vitest'
import { auditRetention } from './retention.ts'
import { type AuditTables, auditSchema } from './table.ts'

const row = (at: number): AuditTables['audit_requests'] => ({
  request_id: `r-${at}`,
  at,
  principal_arn: 'arn:aws:iam::123456789012:user/ada',
  access_key_id: null,
  source_ip: '127.0.0.1',
  user_agent: 'test',
  service: 'codedeploy',
  operation: 'CreateApplication',
  region: 'us-east-1',
  outcome: 'allowed',
  error_code: null,
  decisions: '[]',
})

test.each(databases)('old rows are removed, a thousand at a time, the oldest first ($name)', async (kind) => {
  await using store = await temporaryStore([auditSchema], kind)
  const rows = Array.from({ length: 1500 }, (_, at) => row(at))
  await store.transaction(async (db) => {
    const table = db.withTables<AuditTables>()
    for (const half of [rows.slice(750), rows.slice(0, 750)]) {
      await table.insertInto('audit_requests').values(half).execute()
    }
  })
  const oldest = async () => {
    const kept = store.db.withTables<AuditTables>().selectFrom('audit_requests').select('at').orderBy('at')
    return (await kept.execute()).map(({ at }) => at)
  }
  const chore = auditRetention({ store, kept: 100 })

  expect(await chore.lot(100)).toBe(false)
  expect(await oldest()).toHaveLength(1500)
  expect(await chore.lot(1500)).toBe(true)
  expect((await oldest())[0]).toBe(1000)
  expect(await chore.lot(1500)).toBe(false)
  expect((await oldest())[0]).toBe(1400)
})
