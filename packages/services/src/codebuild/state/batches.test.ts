import { expect, test } from 'vitest'
import type { BatchRecord } from '../rules/batch-record.ts'
import { codebuildServer } from '../testing.ts'
import { Batches } from './batches.ts'

const SCOPE = { account: '123456789012', region: 'us-east-1' }
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
  startedAt: 5,
  endedAt: undefined,
}

test('a batch is kept with its builds, and what changes while it runs is kept over it', async () => {
  await using server = await codebuildServer()
  const batches = () => new Batches(server.store.db, SCOPE)
  await server.store.transaction((db) => new Batches(db, SCOPE).create(running))
  expect(await batches().find(running.id)).toEqual(running)

  const ended: BatchRecord = { ...running, status: 'FAILED', currentPhase: 'FAILED', groups: [], endedAt: 9 }
  await server.store.transaction((db) => new Batches(db, SCOPE).save(ended))

  expect(await batches().find(running.id)).toEqual(ended)
})

test('a batch of another region is not found', async () => {
  await using server = await codebuildServer()
  await server.store.transaction((db) => new Batches(db, SCOPE).create(running))

  expect(await new Batches(server.store.db, { ...SCOPE, region: 'eu-west-1' }).find(running.id)).toBeUndefined()
})
