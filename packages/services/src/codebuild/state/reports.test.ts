import { databases, temporaryStore } from '@towpath/storage/testing.ts'
import { describe, expect, test } from 'vitest'
import { codebuildSchema } from './migrations/index.ts'
import { ReportDetails } from './report-details.ts'
import { deleteExpiredReports, Reports, type StoredReport } from './reports.ts'

const PLACE = { account: '123456789012', region: 'us-east-1' }
const report = (id: string, change: Partial<StoredReport> = {}): StoredReport => ({
  id,
  groupName: 'g',
  status: 'SUCCEEDED',
  details: {
    name: 'r',
    type: 'TEST',
    executionId: 'arn',
    truncated: false,
    exportConfig: { exportConfigType: 'NO_EXPORT' },
  },
  createdAt: 1,
  expiresAt: 10,
  ...change,
})
const tests = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    name: `t${at}`,
    status: 'SUCCEEDED' as const,
    durationNanos: at,
    rawDataPath: 'x',
  }))

describe.each(databases)('reports on $name', (kind) => {
  test('a report holds its tests in their order, and takes them along when it expires', async () => {
    await using store = await temporaryStore([codebuildSchema], kind)
    await store.transaction(async (db) => {
      await new Reports(db, PLACE).put(report('g:1'))
      await new Reports(db, PLACE).put(report('g:2', { expiresAt: 20 }))
      await new ReportDetails(db, PLACE).putTestCases('g:1', tests(450))
      await new ReportDetails(db, PLACE).putTestCases('g:2', tests(1))
    })

    expect(await new ReportDetails(store.db, PLACE).testCases('g:1')).toEqual(tests(450))
    expect(await store.transaction((db) => deleteExpiredReports(db, 10, 5))).toBe(1)

    expect(await new Reports(store.db, PLACE).find('g:1')).toBeUndefined()
    expect(await new ReportDetails(store.db, PLACE).testCases('g:1')).toEqual([])
    expect(await new ReportDetails(store.db, PLACE).testCases('g:2')).toHaveLength(1)
  })

  test('pages go on after the last report, also among those of one moment', async () => {
    await using store = await temporaryStore([codebuildSchema], kind)
    await store.transaction(async (db) => {
      for (const id of ['g:1', 'g:2', 'g:3']) await new Reports(db, PLACE).put(report(id))
      await new Reports(db, { ...PLACE, region: 'eu-west-1' }).put(report('g:4'))
    })
    const list = (after?: { key: number; id: string }) =>
      new Reports(store.db, PLACE).list({ order: 'DESCENDING', limit: 2, after })

    const first = await list()

    expect(first.map(({ id }) => id)).toEqual(['g:3', 'g:2'])
    expect((await list(first.at(-1))).map(({ id }) => id)).toEqual(['g:1'])
  })
})
