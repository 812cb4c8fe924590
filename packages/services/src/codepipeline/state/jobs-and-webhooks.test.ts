import { randomBytes } from 'node:crypto'
import { sealingKey } from '@towpath/base'
import type { Database } from '@towpath/storage'
import { databases, temporaryStore } from '@towpath/storage/testing.ts'
import { describe, expect, test } from 'vitest'
import { customActionType } from '../rules/action-types/custom-action-type.ts'
import type { Job } from '../rules/job.ts'
import { withDefaults } from '../rules/pipeline.ts'
import { JENKINS, jenkins } from '../testing/custom-actions.ts'
import { pipeline } from '../testing/definitions.ts'
import { codepipelineSchema } from './migrations/index.ts'
import { deleteOldDeliveries, deleteOldJobs } from './old-jobs.ts'
import { codepipelineState } from './state.ts'
import { webhookAt } from './webhooks.ts'

const PLACE = { account: '123456789012', region: 'us-east-1' }
type State = ReturnType<typeof codepipelineState>

const sealing = sealingKey(randomBytes(32))
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

const job = (change: Partial<Job> = {}): Job => ({
  id: uuid(1),
  type: JENKINS,
  queryValue: 'web',
  number: 1,
  nonce: 'n',
  status: 'Queued',
  subject: {
    actionTypeId: JENKINS,
    pipelineName: 'web',
    pipelineArn: 'arn:p',
    executionId: uuid(8),
    stage: 'Build',
    action: 'Build',
    actionExecutionId: uuid(9),
    inputs: [],
    outputs: [],
    roleArn: 'arn:r',
  },
  configuration: { Token: 'in clear' },
  report: {},
  createdAt: 1000,
  ...change,
})

describe.each(databases)('on $name', (kind) => {
  /** Each step in a transaction of its own. */
  async function stores() {
    const store = await temporaryStore([codepipelineSchema], kind)
    const steps = <T>(work: (state: State, db: Database) => Promise<T>, place = PLACE) =>
      store.transaction((db) => work(codepipelineState(db, place, sealing), db))
    return { steps, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() }
  }

  test('a job is given out oldest first, acknowledged once, and ends once', async () => {
    await using stored = await stores()
    await stored.steps(async ({ jobs }) => {
      await jobs.add(job())
      await jobs.add(job({ id: uuid(2) }))
      await jobs.add(job({ id: uuid(3), number: 2, createdAt: 500 }))
    })
    const claimable = (query?: string) => stored.steps(({ jobs }) => jobs.claimable(JENKINS, query, 9))
    const ids = async (query?: string) => (await claimable(query)).map(({ id }) => id)

    expect(await ids()).toEqual([uuid(3), uuid(1)])
    expect(await stored.steps(({ jobs }) => jobs.dispatch(uuid(3), 2000))).toBe(true)
    expect(await ids('web')).toEqual([uuid(1), uuid(3)])
    expect(await ids('other')).toEqual([])
    expect(await stored.steps(({ jobs }) => jobs.acknowledge(uuid(1)))).toBe(true)
    expect(await stored.steps(({ jobs }) => jobs.acknowledge(uuid(1)))).toBe(false)
    const end = () =>
      stored.steps(({ jobs }) => jobs.end(uuid(1), ['InProgress'], { status: 'Succeeded', report: {}, now: 3000 }))
    expect(await end()).toBe(true)
    expect(await end()).toBe(false)
    expect(await stored.steps(({ jobs }) => jobs.latest(uuid(9)))).toEqual(
      job({ id: uuid(3), number: 2, createdAt: 500, status: 'Dispatched' }),
    )
    const elsewhere = { ...PLACE, region: 'eu-west-1' }
    expect(await stored.steps(({ jobs }) => jobs.find(uuid(1)), elsewhere)).toBeUndefined()
    expect(await stored.steps((_, db) => deleteOldJobs(db, 3001, 9))).toBe(1)
    expect(await stored.steps(({ jobs }) => jobs.find(uuid(1)))).toBeUndefined()
  })

  test('a custom action type comes back for the definition it had, under the id it had', async () => {
    await using stored = await stores()
    const definition = customActionType(jenkins())
    const make = (id: string, type = definition) =>
      stored.steps(({ customActionTypes }) => customActionTypes.create(id, type, 1000))

    expect(await make(uuid(1))).toEqual({ id: uuid(1), definition })
    expect(await make(uuid(2))).toBeUndefined()
    await stored.steps(({ customActionTypes }) => customActionTypes.delete(uuid(1), 2000))
    expect(await stored.steps(({ customActionTypes }) => customActionTypes.list())).toEqual([])
    expect(await make(uuid(3), { ...definition, inputs: { minimum: 1, maximum: 1 } })).toBeUndefined()
    expect(await make(uuid(4))).toEqual({ id: uuid(1), definition })
  })

  test('a webhook is found by its name and by its address, and knows what it was told', async () => {
    await using stored = await stores()
    const webhook = {
      name: 'hook',
      targetPipeline: 'web',
      targetAction: 'Source',
      filters: [{ jsonPath: '$.ref' }],
      authentication: 'GITHUB_HMAC' as const,
    }
    const record = { id: uuid(1), webhook, secret: 's', address: 'here', createdAt: 1000 }
    await stored.steps(({ webhooks }) => webhooks.save(record))
    await stored.steps(({ webhooks }) => webhooks.save({ ...record, secret: 'other', address: 'ignored' }))
    const hook = { repository: 'acme/web', hookId: '42' }
    await stored.steps(({ webhooks }) => webhooks.recordThirdParty(uuid(1), { hook }))
    await stored.steps(({ webhooks }) => webhooks.recordTrigger(uuid(1), 2000, { code: 'C', message: 'm' }))
    const take = (...marks: string[]) => stored.steps(({ webhooks }) => webhooks.takeDelivery(uuid(1), marks, 3000))

    const found = {
      ...record,
      secret: 'other',
      thirdParty: hook,
      triggeredAt: 2000,
      error: { code: 'C', message: 'm' },
    }
    expect(await stored.steps(({ webhooks }) => webhooks.list())).toEqual([found])
    expect(await stored.steps((_, db) => webhookAt(db, sealing, 'here'))).toEqual({ ...found, ...PLACE })
    expect(await stored.steps((_, db) => webhookAt(db, sealing, 'ignored'))).toBeUndefined()
    expect([await take('a', 'b'), await take('c', 'b'), await take('d')]).toEqual([true, false, true])
    await stored.steps((_, db) => deleteOldDeliveries(db, 3001))
    expect(await take('a', 'b')).toBe(true)
    await stored.steps(({ webhooks }) => webhooks.delete(uuid(1)))
    expect(await stored.steps(({ webhooks }) => webhooks.find('hook'))).toBeUndefined()
  })

  test('history is read newest first, from below a place', async () => {
    await using stored = await stores()
    const definition = withDefaults(pipeline())
    const made = { id: uuid(0), name: 'web', version: 1, definition, createdAt: 1000, updatedAt: 1000 }
    const input = { actionTypeId: JENKINS, configuration: {}, inputArtifacts: [] }
    const common = { ...PLACE, pipelineId: uuid(0), executionId: uuid(8), version: 1, stage: 'Build', startedAt: 1000 }
    const action = { ...common, action: 'a', attempt: 1, status: 'InProgress' as const, updatedAt: 1000, input }
    await stored.steps(async ({ pipelines, actionExecutions, resourceTags }) => {
      await pipelines.create(made, {})
      await resourceTags.add(uuid(0), [{ key: 'a', value: 'b' }])
      for (const n of [1, 2, 3]) {
        await actionExecutions.create({ ...action, id: uuid(n), output: { outputArtifacts: [] } })
      }
    })
    const list = async (before?: { startedAt: number; id: string }) => {
      const found = await stored.steps(({ actionExecutions }) => actionExecutions.list(uuid(0), { limit: 2, before }))
      return found.map(({ id }) => id)
    }

    expect(await list()).toEqual([uuid(3), uuid(2)])
    expect(await list({ startedAt: 1000, id: uuid(2) })).toEqual([uuid(1)])
    expect(await stored.steps(({ resourceTags }) => resourceTags.list(uuid(0)))).toEqual([{ key: 'a', value: 'b' }])
    await stored.steps(({ pipelines }) => pipelines.delete(uuid(0)))
    expect(await stored.steps(({ resourceTags }) => resourceTags.list(uuid(0)))).toEqual([])
  })
})
