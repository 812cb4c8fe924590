import { randomBytes } from 'node:crypto'
import type { ExecutionMode } from '@aws-sdk/client-codepipeline'
import { randomIds, ServiceError, sealingKey, silentLogger } from '@towpath/base'
import { createEngine, type Engine } from '@towpath/engine'
import { ManualClock } from '@towpath/engine/testing/manual-clock.ts'
import { Life, type Moment } from '@towpath/engine/testing/mortal.ts'
import type { Database, Store } from '@towpath/storage'
import { sql } from 'kysely'
import { expect } from 'vitest'
import type { ActionOutcome, ActionRequest, Provider } from '../../providers/provider.ts'
import { registerCodepipelineRuns } from '../../register-runs.ts'
import type { ExecutionFact } from '../../rules/execution/execution-state.ts'
import { checkRetry, checkStop } from '../../rules/execution/requests.ts'
import type { AdmissionFact, AdmissionState } from '../../rules/execution/stage-admission.ts'
import { withDefaults } from '../../rules/pipeline.ts'
import { ActionExecutions } from '../../state/action-executions.ts'
import { type ExecutionRecord, Executions, UNFINISHED } from '../../state/executions.ts'
import { type PipelineRecord, Pipelines } from '../../state/pipelines.ts'
import { StageExecutions } from '../../state/stage-executions.ts'
import { approvalAction, buildAction, deployAction, pipeline, sourceAction } from '../../testing/definitions.ts'
import type { ExecutionRunState } from '../execution-run.ts'
import { pipelineActions } from '../pipeline-actions.ts'
import { executionChanges } from '../pipeline-changes.ts'
import { admissionRunId, executionRunId } from '../run-ids.ts'
import { startExecution } from '../start-execution.ts'

const PLACE = { account: '123456789012', region: 'us-east-1' }
const SEALING = sealingKey(randomBytes(32))

/** What may happen to a pipeline. */
export type Incident =
  | { type: 'start' }
  | { type: 'work-ends'; pick: number; fails: boolean; told: boolean }
  | { type: 'server-dies'; steps: number; moment: Moment }
  | { type: 'time'; ms: number }
  | { type: 'stop'; pick: number; abandon: boolean }
  | { type: 'retry'; pick: number; mode: 'FAILED_ACTIONS' | 'ALL_ACTIONS' }
  | { type: 'transition'; stage: string; closed: boolean }

interface Work {
  id: string
  status: 'running' | 'succeeded' | 'failed'
}

/** A pipeline, the control plane that runs it, and what its actions wait for. */
export class World {
  readonly #store: Store
  readonly #clock = new ManualClock()
  readonly #pipeline: PipelineRecord
  /** What actions wait for, each by the id of its action execution. */
  readonly #work = new Map<string, Work>()
  readonly #acknowledged: string[] = []
  #alive: { life: Life; engine: Engine } | undefined

  constructor(store: Store, mode: ExecutionMode) {
    this.#store = store
    const definition = withDefaults(
      pipeline({
        executionMode: mode,
        stages: [
          { name: 'Source', actions: [sourceAction()] },
          {
            name: 'Build',
            actions: [
              buildAction(),
              buildAction({ name: 'Lint', outputArtifacts: [] }),
              approvalAction({ runOrder: 2 }),
            ],
          },
          { name: 'Deploy', actions: [deployAction()], onFailure: { result: 'RETRY' } },
        ],
      }),
    )
    const now = this.#clock.now()
    this.#pipeline = { id: randomIds.uuid(), name: 'web', version: 1, definition, createdAt: now, updatedAt: now }
  }

  async begin(): Promise<void> {
    await this.#act(async (db) => {
      await new Pipelines(db, PLACE, SEALING).create(this.#pipeline, {})
      await this.#changes().created(db, this.#pipeline, { principalArn: 'arn' })
    })
    await this.#settle()
  }

  async suffer(what: Incident): Promise<void> {
    switch (what.type) {
      case 'start': {
        const id = await this.#act((db) => this.#start(db))
        if (id !== undefined) this.#acknowledged.push(id)
        break
      }
      case 'work-ends':
        await this.#endWork(what)
        break
      case 'server-dies':
        this.#server().life.dieIn(what.steps, what.moment)
        break
      case 'time':
        this.#clock.advance(what.ms)
        break
      case 'stop':
        await this.#ask(what.pick, (run) => {
          checkStop(run, what)
          return { type: 'stop', abandon: what.abandon }
        })
        break
      case 'retry':
        await this.#ask(what.pick, (run, admission) => {
          const stage = run.plan.stages[run.at]?.name ?? ''
          checkRetry(run, { stage, mode: what.mode }, admission)
          return { type: 'retry', stage, mode: what.mode }
        })
        break
      case 'transition':
        await this.#transition(what.stage, what.closed)
    }
    await this.#settle()
  }

  /** Without further incidents. What ended unheard is found by looking. */
  async carryOnToTheEnd(): Promise<void> {
    for (const stage of ['Build', 'Deploy']) {
      // The control plane may have been told to die before: then once more.
      while (!(await this.#transition(stage, false))) await this.#settle()
    }
    await this.#settle()
    for (let round = 0; round < 500; round += 1) {
      if (!(await this.executions()).some(({ status }) => UNFINISHED.includes(status))) return
      const runs = [...this.#work.values()].some(({ status }) => status === 'running')
      if (runs) await this.#endWork({ pick: 0, fails: false, told: round % 2 === 0 })
      else this.#clock.advance(60_000)
      await this.#settle()
    }
    throw new Error('The pipeline is stuck')
  }

  async endAllWork(): Promise<void> {
    for (const { status } of this.#work.values()) {
      if (status === 'running') await this.#endWork({ pick: 0, fails: false, told: false })
    }
    this.#clock.advance(60_000)
    await this.#settle()
  }

  async delete(): Promise<void> {
    await this.#act(async (db) => {
      await new Pipelines(db, PLACE, SEALING).delete(this.#pipeline.id)
      await this.#changes().deleted(db, this.#pipeline)
    })
    await this.#settle()
  }

  async end(): Promise<void> {
    const { life, engine } = this.#server()
    await Promise.race([engine.stop(), life.death])
  }

  async executions(): Promise<ExecutionRecord[]> {
    return (await new Executions(this.#store.db, PLACE).list(this.#pipeline.id, { limit: 1000 })).toReversed()
  }

  async check(): Promise<void> {
    const executions = await this.executions()
    const ids = executions.map(({ id }) => id)
    for (const id of this.#acknowledged) expect(ids).toContain(id)
    for (const { id, status } of executions) {
      expect(['Succeeded', 'Failed', 'Stopped', 'Superseded']).toContain(status)
      const actions = await new ActionExecutions(this.#store.db, PLACE).ofExecution(id)
      for (const action of actions) expect(['Succeeded', 'Failed', 'Abandoned']).toContain(action.status)
      if (status !== 'Succeeded') continue
      const succeeded = new Set(actions.filter((action) => action.status === 'Succeeded').map(({ action }) => action))
      expect(succeeded).toEqual(new Set(['Source', 'Build', 'Lint', 'Approve', 'Deploy']))
      const deploy = await new StageExecutions(this.#store.db).find(id, 'Deploy')
      expect(deploy?.status).toBe('Succeeded')
    }
    // Nothing is left behind that would still do something.
    expect(await this.#due(Number.MAX_SAFE_INTEGER)).toBe(0)
  }

  #start(db: Database): Promise<string | undefined> {
    const trigger = { type: 'StartPipelineExecution' as const }
    const { engine } = this.#server()
    const deps = { engine, ids: randomIds, clock: this.#clock }
    return orRefused(startExecution(deps, db, PLACE, this.#pipeline, { trigger, variables: {} }))
  }

  #changes() {
    return executionChanges({ engine: this.#server().engine, ids: randomIds, clock: this.#clock }, PLACE)
  }

  async #transition(stage: string, closed: boolean): Promise<boolean> {
    const fact: AdmissionFact = { type: 'transition', stage, closed }
    const told = (db: Database) => this.#server().engine.deliver(db, admissionRunId(this.#pipeline.id), [fact])
    return (await this.#act(told)) !== undefined
  }

  async #endWork({ pick, fails, told }: { pick: number; fails: boolean; told: boolean }): Promise<void> {
    const running = [...this.#work.values()].filter(({ status }) => status === 'running')
    const work = running[pick % running.length]
    if (!work) return
    work.status = fails ? 'failed' : 'succeeded'
    if (!told) return
    const ended = { ...PLACE, externalExecutionId: work.id }
    await this.#act((db) => pipelineActions(this.#server().engine).externalEnded(db, ended))
  }

  async #ask(
    pick: number,
    factFor: (run: ExecutionRunState, admission: AdmissionState) => ExecutionFact,
  ): Promise<void> {
    const executions = await this.executions()
    const id = executions[pick % executions.length]?.id ?? ''
    const { engine } = this.#server()
    await this.#act(async (db) => {
      const run = await engine.read(db, executionRunId(id))
      const admission = await engine.read(db, admissionRunId(this.#pipeline.id))
      const fact = await orRefused(
        (async () => factFor(run?.state as ExecutionRunState, admission?.state as AdmissionState))(),
      )
      if (fact) await engine.deliver(db, executionRunId(id), [fact])
    })
  }

  /** One request; undefined when the control plane died before it could answer. */
  async #act<T>(work: (db: Database) => Promise<T>): Promise<T | undefined> {
    const { life } = this.#server()
    return Promise.race([life.store.transaction(work), life.death.then(() => undefined)])
  }

  readonly #provider: Provider = {
    start: async ({ actionExecutionId: id, action }: ActionRequest): Promise<ActionOutcome> => {
      if (action.actionTypeId.category === 'Source') return { type: 'succeeded', revision: { id: 'abc' } }
      // A second start with the same id begins nothing.
      if (!this.#work.has(id)) this.#work.set(id, { id, status: 'running' })
      return { type: 'waiting', externalExecutionId: id, checkAfter: 60_000 }
    },
    check: async ({ actionExecutionId: id }): Promise<ActionOutcome> => {
      const status = this.#work.get(id)?.status
      if (status === 'succeeded') return { type: 'succeeded' }
      if (status === 'failed') return { type: 'failed', error: { code: 'JobFailed', message: 'no' } }
      return { type: 'waiting', checkAfter: 60_000 }
    },
    abandon: async ({ actionExecutionId: id }) => {
      this.#work.delete(id)
    },
  }

  /** The process that is alive; another one takes over when there is none. */
  #server(): { life: Life; engine: Engine } {
    if (this.#alive && !this.#alive.life.dead) return this.#alive
    const life = new Life(this.#store, this.#clock)
    const parts = { store: life.store, clock: life.clock, ids: randomIds, log: silentLogger }
    const engine = createEngine(parts)
    registerCodepipelineRuns({
      ...parts,
      engine,
      sealing: SEALING,
      roles: { assume: async () => ({ arn: '', call: () => Promise.reject(new Error('no')), may: async () => true }) },
      providers: async () => () => this.#provider,
      rules: async () => () => undefined,
    })
    engine.startLoop()
    this.#alive = { life, engine }
    return this.#alive
  }

  /** Waits until all that is due by now has been done, over as many lives as that takes. */
  async #settle(): Promise<void> {
    for (let turn = 0; turn < 5_000; turn += 1) {
      this.#server()
      await new Promise((resolve) => setTimeout(resolve, 1))
      if ((await this.#due(this.#clock.now())) === 0) return this.#observe()
    }
    throw new Error('The engine does not come to rest')
  }

  async #due(now: number): Promise<number> {
    const { rows } = await sql<{ due: number }>`
      select (select count(*) from engine_outbox where due_at <= ${now}) +
             (select count(*) from engine_outbox where owner is not null) +
             (select count(*) from engine_runs where done = 0 and wake_at <= ${now}) as due`.execute(this.#store.db)
    return Number(rows[0]?.due ?? 0)
  }

  /** Unless parallel, no stage ever has the actions of two executions running. */
  async #observe(): Promise<void> {
    if (this.#pipeline.definition.executionMode === 'PARALLEL') return
    const { rows } = await sql<{ n: number }>`
      select count(distinct execution_id) as n from codepipeline_action_executions
      where status = 'InProgress' group by stage`.execute(this.#store.db)
    for (const { n } of rows) expect(Number(n)).toBe(1)
  }
}

/** What is refused to a caller is no answer. */
async function orRefused<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (error instanceof ServiceError) return undefined
    throw error
  }
}
