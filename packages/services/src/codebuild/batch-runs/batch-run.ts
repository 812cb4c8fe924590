import type { Engine, RunKind } from '@towpath/engine'
import type { BatchInput } from '../rules/batch-input.ts'
import { advanceBatch, type BatchCommand, type BatchFact, type BatchState } from '../rules/batch-lifecycle.ts'
import type { BuildRunDeps } from '../runs/build-run-deps.ts'
import { Batches } from '../state/batches.ts'
import { startChild, stopChild } from './child-builds.ts'
import { combineArtifacts } from './combine-artifacts.ts'
import { readBatchspec } from './read-batchspec.ts'
import { BATCH_RUN } from './run-ids.ts'
import { recordOf } from './start-batch.ts'

/** What batches are given to run: of what builds are given. */
export type BatchRunDeps = Pick<
  BuildRunDeps,
  'store' | 'clock' | 'ids' | 'log' | 'sealing' | 'roles' | 'checkout' | 'buildsFolder'
> & { engine: Pick<Engine, 'start' | 'deliver' | 'read'> }

/** Whether the run has asked for its specification; states without the member are from before the first step. */
type RunState = BatchState & { begun?: true }

/** The run of a batch: finds out its builds, starts each when its turn has come, puts their artifacts together. */
export function batchRun(deps: BatchRunDeps): RunKind<RunState, BatchFact, BatchCommand> {
  return {
    kind: BATCH_RUN,
    next({ begun, ...state }, facts, now) {
      const first = begun === undefined && state.phase === 'DOWNLOAD_BATCHSPEC'
      const step = advanceBatch(state, facts, now, { first })
      return { ...step, state: { ...step.state, begun: true } }
    },
    async project(db, { state }) {
      await new Batches(db, state.plan).save({ id: state.plan.batchId, ...recordOf(state) })
    },
    async perform(command, { signal }) {
      const input = await new Batches(deps.store.db, command).input(command.batchId)
      // The batch was deleted meanwhile.
      return input ? perform(deps, command, input, signal) : []
    },
    failed(command, error) {
      deps.log.error({ err: error, batch: command.batchId, command: command.type }, 'A step of a batch was given up')
      const identifier =
        command.type === 'start-build'
          ? command.group.identifier
          : command.type === 'stop-build'
            ? command.identifier
            : undefined
      return [{ type: 'gave-up', command: command.type, identifier }]
    },
  }
}

async function perform(
  deps: BatchRunDeps,
  command: BatchCommand,
  input: BatchInput,
  signal: AbortSignal,
): Promise<BatchFact[]> {
  switch (command.type) {
    case 'download-batchspec':
      return [await readBatchspec(deps, command, input, signal)]
    case 'start-build':
      return startChild(deps, command, input)
    case 'stop-build':
      await stopChild(deps, command)
      return []
    case 'combine-artifacts':
      return [await combineArtifacts(deps, command, input, signal)]
  }
}
