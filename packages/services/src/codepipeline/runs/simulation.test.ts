import type { ExecutionMode } from '@aws-sdk/client-codepipeline'
import { engineSchema } from '@towpath/engine'
import type { Moment } from '@towpath/engine/testing/mortal.ts'
import { databases, temporaryStore } from '@towpath/storage/testing.ts'
import * as fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { codepipelineSchema } from '../state/migrations/index.ts'
import { type Incident, World } from './testing/world.ts'

/*
 * A pipeline with everything going wrong that can: the control plane killed before, within and after any transaction,
 * what actions wait for ending unheard, stops and retries at any time. On a real database and engine, under a clock of
 * our own.
 */

const incident: fc.Arbitrary<Incident> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ type: 'start' as const }) },
  {
    weight: 24,
    arbitrary: fc
      .tuple(fc.nat(20), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 3 }))
      .map(([pick, dice, ear]) => ({ type: 'work-ends' as const, pick, fails: dice === 0, told: ear !== 0 })),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      type: fc.constant('server-dies' as const),
      steps: fc.integer({ min: 1, max: 5 }),
      moment: fc.constantFrom<Moment>('before', 'inside', 'after'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('time' as const), ms: fc.nat(200_000) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('stop' as const), pick: fc.nat(20), abandon: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('retry' as const),
      pick: fc.nat(20),
      mode: fc.constantFrom('FAILED_ACTIONS' as const, 'ALL_ACTIONS' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('transition' as const),
      stage: fc.constantFrom('Build', 'Deploy'),
      closed: fc.boolean(),
    }),
  },
)

test.each<ExecutionMode>(['SUPERSEDED', 'QUEUED', 'PARALLEL'])(
  'in mode %s every execution comes to its end, and nothing is begun twice, whatever happens',
  { timeout: 120_000 },
  async (mode) => {
    await fc.assert(
      fc.asyncProperty(fc.array(incident, { minLength: 30, maxLength: 80, size: 'max' }), async (incidents) => {
        await using store = await temporaryStore([engineSchema, codepipelineSchema])
        const world = new World(store, mode)
        await world.begin()

        for (const each of incidents) await world.suffer(each)
        await world.carryOnToTheEnd()

        await world.check()
        await world.end()
      }),
      { numRuns: 8 },
    )
  },
)

describe.each(databases)('on $name', (kind) => {
  test('executions that are started at the same time all have their place in the order of starts', {
    timeout: 60_000,
  }, async () => {
    await using store = await temporaryStore([engineSchema, codepipelineSchema], kind)
    const world = new World(store, 'QUEUED')
    await world.begin()

    await Promise.all(Array.from({ length: 10 }, () => world.suffer({ type: 'start' })))
    await world.carryOnToTheEnd()

    const executions = await world.executions()
    expect(executions.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    expect(executions.map(({ status }) => status)).toEqual(Array(11).fill('Succeeded'))
    await world.end()
  })

  test('a pipeline that is deleted while it runs leaves nothing behind', async () => {
    await using store = await temporaryStore([engineSchema, codepipelineSchema], kind)
    const world = new World(store, 'SUPERSEDED')
    await world.begin()

    await world.delete()
    await world.endAllWork()

    const tables = ['executions', 'stage_executions', 'action_executions', 'latest_actions', 'artifacts', 'versions']
    for (const table of tables) {
      const { rows } = await sql<{
        n: number
      }>`select count(*) as n from ${sql.table(`codepipeline_${table}`)}`.execute(store.db)
      expect([table, Number(rows[0]?.n)]).toEqual([table, 0])
    }
    const { rows: open } = await sql<{ id: string }>`select id from engine_runs where done = 0`.execute(store.db)
    expect(open).toEqual([])
    await world.end()
  })
})
