import type { Ids } from '@towpath/base'
import type { Engine } from '@towpath/engine'
import type { Database } from '@towpath/storage'
import { type BatchInput, batchPlan } from '../rules/batch-input.ts'
import { type BatchFact, type BatchState, newBatch, retriedBatch } from '../rules/batch-lifecycle.ts'
import type { BatchRecord } from '../rules/batch-record.ts'
import { buildRecord } from '../rules/new-build.ts'
import { Batches } from '../state/batches.ts'
import { Projects } from '../state/projects.ts'
import type { Scope } from '../state/tables.ts'
import { BATCH_RUN, batchRunId } from './run-ids.ts'

export interface BatchStartDeps {
  engine: Pick<Engine, 'start'>
  ids: Pick<Ids, 'uuid'>
}

export interface BatchStart {
  projectName: string
  input: BatchInput
  initiator: string
  /** Milliseconds since the epoch. */
  at: number
}

/** Records a batch and starts its run, all within the caller's transaction. */
export async function startBatch(
  { engine, ids }: BatchStartDeps,
  db: Database,
  scope: Scope,
  { projectName, input, initiator, at }: BatchStart,
): Promise<BatchRecord> {
  const id = `${projectName}:${ids.uuid()}`
  const state = newBatch(batchPlan(scope, id, input, { submittedAt: at, attempt: 0 }))
  // Batches count for themselves. No project has a slash in its name.
  const number = await new Projects(db, scope).nextBuildNumber(`batch/${projectName}`)
  const uuid = id.slice(-36)
  const { settings } = buildRecord(scope, { projectName, number, uuid, input: input.build, initiator, at })
  const record: BatchRecord = {
    id,
    projectName,
    number,
    settings: { ...settings, autoRetryConfig: undefined },
    startedAt: at,
    ...recordOf(state),
  }
  await new Batches(db, scope).create(record, input)
  await engine.start(db, BATCH_RUN, batchRunId(scope, id, 0), state)
  return record
}

/** Does a batch that has ended again, within the caller's transaction. Resolves to it as it is then. */
export async function retryBatch(
  engine: Pick<Engine, 'start'>,
  db: Database,
  scope: Scope,
  { batch, input, only, at }: { batch: BatchRecord; input: BatchInput; only: 'all' | 'failed'; at: number },
): Promise<BatchRecord> {
  const attempt = batch.attempt + 1
  const { groups, outcome } = batch
  const before = { groups, fastFail: outcome.fastFail ?? false, resolvedSourceVersion: outcome.resolvedSourceVersion }
  const plan = batchPlan(scope, batch.id, input, { submittedAt: at, attempt })
  const state = retriedBatch(plan, before, only)
  const record = { ...batch, ...recordOf(state) }
  await new Batches(db, scope).save(record)
  await engine.start(db, BATCH_RUN, batchRunId(scope, batch.id, attempt), state)
  return (await new Batches(db, scope).find(batch.id)) ?? record
}

/** Ends a batch that runs, within the caller's transaction; nothing for one that has ended. */
export async function stopBatch(
  engine: Pick<Engine, 'deliver'>,
  db: Database,
  scope: Scope,
  batch: Pick<BatchRecord, 'id' | 'status' | 'attempt'>,
): Promise<void> {
  if (batch.status !== 'IN_PROGRESS') return
  const stop: BatchFact = { type: 'stop' }
  await engine.deliver(db, batchRunId(scope, batch.id, batch.attempt), [stop])
}

/** What the record of a batch shows of its run. */
export function recordOf({ plan, phase, phases, groups, ending, fastFail, resolvedSourceVersion }: BatchState) {
  return {
    status: ending ?? ('IN_PROGRESS' as const),
    currentPhase: phase,
    phases,
    groups,
    endedAt: ending === undefined ? undefined : phases.at(-1)?.startedAt,
    attempt: plan.attempt,
    outcome: { resolvedSourceVersion, fastFail },
  }
}
