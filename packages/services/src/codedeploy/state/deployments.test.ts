import type { Database, Store } from '@towpath/storage'
import { databases, temporaryStore } from '@towpath/storage/testing.ts'
import { describe, expect, test } from 'vitest'
import { advanceTarget, newTarget, type Target } from '../rules/target-lifecycle.ts'
import { type Deployment, Deployments } from './deployments.ts'
import { codedeploySchema } from './migrations/index.ts'
import { TargetHealth } from './target-health.ts'
import { hostsWithWaitingCommands, type TargetRecord, Targets } from './targets.ts'

const PLACE = { account: '123456789012', region: 'us-east-1' }
const ELSEWHERE = { account: '123456789012', region: 'eu-west-1' }
const EVENTS = ['ApplicationStop', 'Install']

function deployment(id: string, change: Partial<Deployment> = {}): Deployment {
  return {
    ...PLACE,
    id,
    applicationId: 'a-1',
    applicationName: 'web',
    groupId: 'g-1',
    groupName: 'fleet',
    status: 'Created',
    creator: 'user',
    createdAt: 1000,
    request: { deploymentConfigName: 'c' } as Deployment['request'],
    ...change,
  }
}

function target(position: number, change: Partial<TargetRecord> = {}): TargetRecord {
  return {
    deploymentId: 'd-1',
    position,
    targetId: `i-${position}`,
    targetArn: `arn-${position}`,
    hostIdentifier: `host-${position}`,
    zone: '',
    status: 'Pending',
    events: EVENTS.map((name) => ({ name, status: 'Pending' })),
    updatedAt: 1,
    ...change,
  }
}

const offered = (at: number): Target => newTarget(EVENTS, { ignoreApplicationStopFailures: false }, at)

describe.each(databases)('deployments and targets on $name', (kind) => {
  const open = () => temporaryStore([codedeploySchema], kind)
  const write = <T>(store: Store, work: (db: Database) => Promise<T>) => store.transaction(work)

  test('a group has one deployment that has not ended', async () => {
    await using store = await open()
    const create = (id: string, change?: Partial<Deployment>) =>
      write(store, (db) => new Deployments(db, PLACE).create(deployment(id, change)))

    expect(await create('d-1')).toBe(true)
    expect(await create('d-2')).toBe(false)
    expect(await create('d-3', { groupId: 'g-2' })).toBe(true)
    const deployments = new Deployments(store.db, PLACE)
    expect(await deployments.findActive('g-1')).toEqual({ id: 'd-1' })
    await write(store, (db) =>
      new Deployments(db, PLACE).recordProgress('d-1', { status: 'Failed', completedAt: 2000 }),
    )

    expect(await create('d-4')).toBe(true)
    expect(await deployments.find('d-1')).toMatchObject({ status: 'Failed', completedAt: 2000 })
  })

  test('deployments are listed newest first, by group, status and time, and only those of the region', async () => {
    await using store = await open()
    await write(store, async (db) => {
      await new Deployments(db, PLACE).create(deployment('d-1', { createdAt: 1000 }))
      await new Deployments(db, PLACE).create(deployment('d-2', { createdAt: 2000, groupId: 'g-2' }))
      await new Deployments(db, ELSEWHERE).create(deployment('d-3', { ...ELSEWHERE, groupId: 'g-3' }))
    })
    const deployments = new Deployments(store.db, PLACE)
    const ids = async (filter?: Parameters<Deployments['list']>[0]) =>
      (await deployments.list(filter)).map(({ id }) => id)

    expect(await ids()).toEqual(['d-2', 'd-1'])
    expect(await ids({ groupId: 'g-1' })).toEqual(['d-1'])
    expect(await ids({ statuses: ['Failed'] })).toEqual([])
    expect(await ids({ from: 1500, to: 2500 })).toEqual(['d-2'])
    expect(await deployments.find('d-3')).toBeUndefined()
  })

  test('a host is given the command offered first, and none while it runs one', async () => {
    await using store = await open()
    const mine = { hostIdentifier: 'mine' }
    await write(store, async (db) => {
      const targets = new Targets(db, PLACE)
      await targets.insertAll([target(0, mine), target(1)])
      await targets.insertAll([target(0, { deploymentId: 'd-2', ...mine })])
      await targets.save('d-1', 0, offered(20))
      await targets.save('d-2', 0, offered(10))
    })
    const waiting = () => new Targets(store.db, PLACE).waitingFor('mine')

    expect(await waiting()).toMatchObject({ deploymentId: 'd-2', event: 0 })
    expect(await hostsWithWaitingCommands(store.db)).toEqual([{ ...PLACE, ...mine }])
    expect(await new Targets(store.db, ELSEWHERE).waitingFor('mine')).toBeUndefined()
    const command = { event: 0, delivery: 'x' }
    const running = advanceTarget(offered(10), [{ type: 'acknowledged', command, by: 'host', noop: false }], 30)
    await write(store, (db) => new Targets(db, PLACE).save('d-2', 0, running))

    expect(await waiting()).toBeUndefined()
  })

  test('targets are counted by zone in the order of deploying, and by status', async () => {
    await using store = await open()
    await write(store, async (db) => {
      const targets = new Targets(db, PLACE)
      await targets.insertAll([target(0, { zone: 'b' }), target(1, { zone: 'b' }), target(2, { zone: 'a' })])
      await targets.skipFrom('d-1', 1, [], 5)
    })
    const targets = new Targets(store.db, PLACE)

    expect(await targets.countByZone('d-1')).toEqual([
      { name: 'b', total: 2 },
      { name: 'a', total: 1 },
    ])
    expect(await targets.overview('d-1')).toMatchObject({ Pending: 1, Skipped: 2 })
    expect(await targets.overview('d-2')).toBeUndefined()
    expect(await targets.list('d-1', ['Skipped'])).toEqual([
      { position: 1, targetId: 'i-1' },
      { position: 2, targetId: 'i-2' },
    ])
  })

  test('a large fleet is written down whole', async () => {
    await using store = await open()
    const fleet = Array.from({ length: 1001 }, (_, position) => target(position))

    await write(store, (db) => new Targets(db, PLACE).insertAll(fleet))

    expect(await new Targets(store.db, PLACE).countByZone('d-1')).toEqual([{ name: '', total: 1001 }])
  })

  test('deleting an application forgets its deployments and their targets', async () => {
    await using store = await open()
    await write(store, async (db) => {
      await new Deployments(db, PLACE).create(deployment('d-1'))
      await new Deployments(db, PLACE).create(deployment('d-2', { applicationId: 'a-2', groupId: 'g-2' }))
      await new Targets(db, PLACE).insertAll([target(0), target(0, { deploymentId: 'd-2' })])
      await new Deployments(db, PLACE).deleteAll('a-1')
    })

    expect(await new Deployments(store.db, PLACE).find('d-1')).toBeUndefined()
    expect(await new Targets(store.db, PLACE).find('d-1', 'i-0')).toBeUndefined()
    expect(await new Targets(store.db, PLACE).find('d-2', 'i-0')).toBeDefined()
  })

  test('what a group remembers of a target is what happened last', async () => {
    await using store = await open()
    await write(store, async (db) => {
      const health = new TargetHealth(db)
      await health.record('g-1', 'i-1', { healthy: true, revision: 'r1' }, 1)
      await health.record('g-1', 'i-1', { healthy: false }, 2)
    })

    expect(await new TargetHealth(store.db).ofGroup('g-1')).toEqual(
      new Map([['i-1', { healthy: false, revision: undefined }]]),
    )
  })
})
