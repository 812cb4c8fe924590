import type { RevisionLocation } from '@aws-sdk/client-codedeploy'
import { randomIds } from '@towpath/base'
import { databases, temporaryStore } from '@towpath/storage/testing.ts'
import { describe, expect, test } from 'vitest'
import { codedeploySchema } from './migrations/index.ts'
import { Revisions } from './revisions.ts'

const location: RevisionLocation = {
  revisionType: 'GitHub',
  gitHubLocation: { repository: 'team/web', commitId: 'a'.repeat(40) },
}

describe.each(databases)('revisions on $name', (kind) => {
  test('a deployment registers a revision that nobody has, with its own time for all three', async () => {
    await using store = await temporaryStore([codedeploySchema], kind)

    await store.transaction((db) =>
      new Revisions(db, randomIds).recordUse('app', location, { id: 'd-ABCDEFGHI', createdAt: 5000 }),
    )

    expect(await new Revisions(store.db, randomIds).find('app', location)).toMatchObject({
      location,
      description: 'Application revision registered by Deployment ID: d-ABCDEFGHI',
      registeredAt: 5000,
      firstUsedAt: 5000,
      lastUsedAt: 5000,
    })
  })

  test('later deployments move the time of last use alone', async () => {
    await using store = await temporaryStore([codedeploySchema], kind)

    await store.transaction(async (db) => {
      const revisions = new Revisions(db, randomIds)
      await revisions.register('app', location, { description: 'by hand', at: 1000 })
      await revisions.recordUse('app', location, { id: 'd-1AAAAAAAA', createdAt: 2000 })
      await revisions.recordUse('app', location, { id: 'd-2AAAAAAAA', createdAt: 3000 })
    })

    const revisions = new Revisions(store.db, randomIds)
    expect(await revisions.find('app', location)).toMatchObject({
      description: 'by hand',
      registeredAt: 1000,
      firstUsedAt: 2000,
      lastUsedAt: 3000,
    })
    expect(await revisions.list('app')).toHaveLength(1)
    expect(await revisions.list('other')).toEqual([])
  })
})
