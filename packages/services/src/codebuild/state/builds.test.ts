import { databases, temporaryStore } from '@towpath/storage/testing.ts'
import { describe, expect, test } from 'vitest'
import type { BuildInput } from '../rules/build-input.ts'
import type { BuildRecord } from '../rules/build-record.ts'
import { newSettings } from '../rules/project-settings.ts'
import { aProject } from '../testing.ts'
import { Builds } from './builds.ts'
import { codebuildSchema } from './migrations/index.ts'
import { runningBuildUuids } from './running-builds.ts'
import { forgetStartTokens, StartTokens } from './start-tokens.ts'

const SCOPE = { account: '123456789012', region: 'us-east-1' }
const ELSEWHERE = { account: '123456789012', region: 'eu-west-1' }
const INPUT: BuildInput = {
  settings: newSettings({ ...aProject(), source: { type: 'NO_SOURCE' } } as Parameters<typeof newSettings>[0]),
  role: { type: 'service', roleArn: 'arn', sourceArn: 'arn' },
}
const build = (number: number, change: Partial<BuildRecord> = {}): BuildRecord => ({
  id: `web:00000000-0000-4000-8000-00000000000${number}`,
  projectName: 'web',
  number,
  status: 'IN_PROGRESS',
  currentPhase: 'QUEUED',
  settings: { initiator: 'alice' } as BuildRecord['settings'],
  phases: [{ phase: 'QUEUED', startedAt: number, contexts: [] }],
  outcome: {},
  startedAt: number,
  ...change,
})

describe.each(databases)('builds on $name', (kind) => {
  const open = () => temporaryStore([codebuildSchema], kind)

  test('a build is kept with what it runs with, and its progress and outcome over it', async () => {
    await using store = await open()
    const builds = new Builds(store.db, SCOPE)
    const first = build(1)
    await store.transaction((db) => new Builds(db, SCOPE).create(first, INPUT))
    expect(await builds.find(first.id)).toMatchObject(first)
    expect(await builds.input(first.id)).toEqual(JSON.parse(JSON.stringify(INPUT)))

    await store.transaction(async (db) => {
      const inside = new Builds(db, SCOPE)
      await inside.recordOutcome(first.id, { resolvedSourceVersion: 'c0ffee' })
      await inside.recordOutcome(first.id, { reportArns: ['arn:report'] })
      const progress = { status: 'FAILED' as const, currentPhase: 'COMPLETED' as const, phases: [], endedAt: 9 }
      await inside.recordProgress(first.id, progress)
    })

    expect(await builds.find(first.id)).toMatchObject({
      status: 'FAILED',
      endedAt: 9,
      outcome: { resolvedSourceVersion: 'c0ffee', reportArns: ['arn:report'] },
    })
    expect(await new Builds(store.db, ELSEWHERE).find(first.id)).toBeUndefined()
  })

  test('builds that wait are told from those that run, those first that wait longest', async () => {
    await using store = await open()
    await store.transaction(async (db) => {
      const inside = new Builds(db, SCOPE)
      await inside.create(build(2), INPUT)
      await inside.create(build(1), INPUT)
      await inside.create(build(3, { currentPhase: 'BUILD' }), INPUT)
      await inside.create(build(4, { currentPhase: 'BUILD', projectName: 'other' }), INPUT)
      await inside.create(build(5, { currentPhase: 'COMPLETED', status: 'SUCCEEDED' }), INPUT)
    })
    const builds = new Builds(store.db, SCOPE)

    expect(await builds.countActive()).toBe(4)
    expect([await builds.countRunning(), await builds.countRunning('web')]).toEqual([2, 1])
    expect((await builds.queued(10)).map(({ id }) => id)).toEqual([build(1).id, build(2).id])
    expect(await builds.queued(1)).toHaveLength(1)
    expect([...(await runningBuildUuids(store.db))].sort()).toEqual([1, 2, 3, 4].map((n) => build(n).id.slice(4)))
  })

  test('builds are listed page by page in both directions, and builds without a project of their own are not', async () => {
    await using store = await open()
    await store.transaction(async (db) => {
      const inside = new Builds(db, SCOPE)
      for (const number of [1, 2, 3, 4]) await inside.create(build(number, { startedAt: number > 2 ? 7 : 5 }), INPUT)
      await inside.create(build(5), { ...INPUT, managed: true } as BuildInput)
    })
    const builds = new Builds(store.db, SCOPE)
    const numbers = (found: { id: string }[]) => found.map(({ id }) => Number(id.at(-1)))

    const first = await builds.byStart({ order: 'DESCENDING', limit: 3 })
    const second = await builds.byStart({ order: 'DESCENDING', limit: 3, after: first.at(-1) })

    expect([numbers(first), numbers(second)]).toEqual([[4, 3, 2], [1]])
    expect(numbers(await builds.ofProject('web', { order: 'ASCENDING', limit: 9 }))).toEqual([1, 2, 3, 4])
    const remove = () => store.transaction((db) => new Builds(db, SCOPE).delete(build(1).id))
    expect([await remove(), await remove()]).toEqual([true, false])
  })

  test('a token of a start is kept until it is old, and a second one takes its place', async () => {
    await using store = await open()
    const token = { projectName: 'web', token: 't', request: 'digest' }
    await store.transaction(async (db) => {
      const tokens = new StartTokens(db, SCOPE)
      await tokens.put({ ...token, buildId: 'web:1', createdAt: 5 })
      await tokens.put({ ...token, buildId: 'web:2', createdAt: 1_700_000_000_000 })
    })
    const find = () => new StartTokens(store.db, SCOPE).find('web', 't')
    expect(await find()).toEqual({ buildId: 'web:2', request: 'digest', createdAt: 1_700_000_000_000 })

    expect(await store.transaction((db) => forgetStartTokens(db, 6, 10))).toBe(0)
    expect(await store.transaction((db) => forgetStartTokens(db, 1_700_000_000_001, 10))).toBe(1)

    expect(await find()).toBeUndefined()
  })
})
