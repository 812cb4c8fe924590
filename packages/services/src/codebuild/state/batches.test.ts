import { databases, temporaryStore } from '@towpath/storage/testing.ts'
import { describe, expect, test } from 'vitest'
import type { BatchInput } from '../rules/batch-input.ts'
import type { BatchRecord } from '../rules/batch-record.ts'
import { newSettings } from '../rules/project-settings.ts'
import { aProject } from '../testing.ts'
import { Batches } from './batches.ts'
import { codebuildSchema } from './migrations/index.ts'
import { deleteOldBatches } from './old-batches.ts'

const SCOPE = { account: '123456789012', region: 'us-east-1' }
const INPUT: BatchInput = {
  build: {
    settings: newSettings({ ...aProject(), source: { type: 'NO_SOURCE' } } as Parameters<typeof newSettings>[0]),
    role: { type: 'service', roleArn: 'arn', sourceArn: 'arn' },
  },
  config: { serviceRole: 'arn' },
  debugSession: false,
}
const running: BatchRecord = {
  id: 'web:00000000-0000-4000-8000-000000000001',
  projectName: 'web',
  number: 1,
  status: 'IN_PROGRESS',
  currentPhase: 'IN_PROGRESS',
  settings: { initiator: 'alice' },
  phases: [{ phase: 'IN_PROGRESS', startedAt: 5, contexts: [] }],
  groups: [
    {
      group: { identifier: 'a', dependOn: [], env: {}, ignoreFailure: false, debugSession: false },
      build: 'running',
      buildIds: ['web:1'],
    },
  ],
  attempt: 0,
  outcome: {},
  startedAt: 5,
  endedAt: undefined,
}

describe.each(databases)('batches on $name', (kind) => {
  const open = () => temporaryStore([codebuildSchema], kind)

  test('a batch is kept with its builds, and what changes while it runs is kept over it', async () => {
    await using store = await open()
    const batches = () => new Batches(store.db, SCOPE)
    await store.transaction((db) => new Batches(db, SCOPE).create(running, INPUT))
    expect(await batches().find(running.id)).toEqual(running)
    expect(await batches().input(running.id)).toEqual(INPUT)

    const outcome = { resolvedSourceVersion: 'c0ffee', fastFail: true }
    const ended: BatchRecord = { ...running, status: 'FAILED', groups: [], endedAt: 9, attempt: 1, outcome }
    await store.transaction((db) => new Batches(db, SCOPE).save(ended))

    expect(await batches().find(running.id)).toEqual(ended)
  })

  test('batches are listed in order of their start, narrowed to a project or a status', async () => {
    await using store = await open()
    await store.transaction(async (db) => {
      for (const [at, projectName] of ['web', 'api', 'web'].entries()) {
        const status = at === 2 ? 'FAILED' : 'IN_PROGRESS'
        const batch = {
          ...running,
          id: `${projectName}:${at}`,
          projectName,
          number: at,
          startedAt: at,
          status,
        } as const
        await new Batches(db, SCOPE).create(batch, INPUT)
      }
    })
    const list = async (change: object) => {
      const query = { order: 'DESCENDING', limit: 5, ...change } as const
      return (await new Batches(store.db, SCOPE).list(query)).map(({ id }) => id)
    }

    expect(await list({})).toEqual(['web:2', 'api:1', 'web:0'])
    expect(await list({ order: 'ASCENDING', after: { key: 0, id: 'web:0' } })).toEqual(['api:1', 'web:2'])
    expect(await list({ projectName: 'web' })).toEqual(['web:2', 'web:0'])
    expect(await list({ status: 'FAILED' })).toEqual(['web:2'])
  })

  test('a batch of another region is not found, and one that has ended is deleted when its time is over', async () => {
    await using store = await open()
    await store.transaction((db) => new Batches(db, SCOPE).create({ ...running, endedAt: 9 }, INPUT))

    expect(await new Batches(store.db, { ...SCOPE, region: 'eu-west-1' }).find(running.id)).toBeUndefined()
    expect(await store.transaction((db) => deleteOldBatches(db, 9, 5))).toBe(0)
    expect(await store.transaction((db) => deleteOldBatches(db, 10, 5))).toBe(1)
    expect(await new Batches(store.db, SCOPE).find(running.id)).toBeUndefined()
  })
})
