import { silentLogger } from '@towpath/base'
import { temporaryStore } from '@towpath/storage/testing.ts'
import type { AuditRecord } from '@towpath/wire'
import { expect, test } from 'vitest'
import { createAuditLog } from './log.ts'
import { type AuditTables, auditSchema } from './table.ts'

function entry(part: Partial<AuditRecord>): AuditRecord {
  return {
    requestId: 'r-1',
    at: 1,
    principalArn: 'arn:aws:iam::123456789012:user/ada',
    sourceIp: '127.0.0.1',
    userAgent: 'test',
    service: 'codedeploy',
    operation: 'CreateApplication',
    region: 'us-east-1',
    outcome: 'allowed',
    decisions: [],
    ...part,
  }
}

test('requests are kept with who asked, what for, and what decided', async () => {
  await using store = await temporaryStore([auditSchema])
  const audit = createAuditLog(store, silentLogger)
  const decision = { allowed: false, reason: 'implicit-deny' as const }
  const decisions = [{ action: 'codedeploy:CreateApplication', resource: 'arn:x', decision }]

  audit.record(entry({ requestId: 'r-1' }))
  audit.record(entry({ requestId: 'r-2', outcome: 'refused', errorCode: 'AccessDeniedException', decisions }))
  await audit.close()

  const rows = await store.db
    .withTables<AuditTables>()
    .selectFrom('audit_requests')
    .selectAll()
    .orderBy('request_id')
    .execute()
  expect(rows.map((row) => [row.request_id, row.outcome, row.error_code])).toEqual([
    ['r-1', 'allowed', null],
    ['r-2', 'refused', 'AccessDeniedException'],
  ])
  expect(JSON.parse(rows[1]?.decisions ?? '')).toEqual(decisions)
})

test('idle polls leave no row, refused ones do', async () => {
  await using store = await temporaryStore([auditSchema])
  const audit = createAuditLog(store, silentLogger)

  audit.record(entry({ requestId: 'r-1', operation: 'PollHostCommand' }))
  audit.record(entry({ requestId: 'r-2', operation: 'PollHostCommand', outcome: 'refused' }))
  await audit.close()

  const rows = await store.db.withTables<AuditTables>().selectFrom('audit_requests').select('request_id').execute()
  expect(rows).toEqual([{ request_id: 'r-2' }])
})
