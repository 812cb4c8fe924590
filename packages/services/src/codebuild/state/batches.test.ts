import { expect, test } from 'vitest'
import type { BatchInput } from '../rules/batch-input.ts'
import type { BatchRecord } from '../rules/batch-record.ts'
import { newSettings } from '../rules/project-settings.ts'
import { aProject, codebuildServer } from '../testing.ts'
import { Batches } from './batches.ts'

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

test('a batch is kept with its builds, and what changes while it runs is kept over it', async () => {
  await using server = await codebuildServer()
  const batches = () => new Batches(server.store.db, SCOPE)
  await server.store.transaction((db) => new Batches(db, SCOPE).create(running, INPUT))
  expect(await batches().find(running.id)).toEqual(running)
  expect(await batches().input(running.id)).toEqual(INPUT)

  const ended: BatchRecord = { ...running, status: 'FAILED', currentPhase: 'FAILED', groups: [], endedAt: 9 }
  await server.store.transaction((db) => new Batches(db, SCOPE).save(ended))

  expect(await batches().find(running.id)).toEqual(ended)
})

test('a batch of another region is not found', async () => {
  await using server = await codebuildServer()
  await server.store.transaction((db) => new Batches(db, SCOPE).create(running, INPUT))

  expect(await new Batches(server.store.db, { ...SCOPE, region: 'eu-west-1' }).find(running.id)).toBeUndefined()
})
