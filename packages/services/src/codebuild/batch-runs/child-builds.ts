import { ServiceError } from '@towpath/base'
import { ownerOf } from '../rules/arns.ts'
import type { BatchInput } from '../rules/batch-input.ts'
import type { BatchCommand, BatchFact } from '../rules/batch-lifecycle.ts'
import { childInput } from '../rules/child-build.ts'
import { startBuild, stopBuild } from '../runs/start-build.ts'
import { Batches } from '../state/batches.ts'
import { Builds } from '../state/builds.ts'
import type { BatchRunDeps } from './batch-run.ts'
import { batchRunId } from './run-ids.ts'

type Command<Type extends BatchCommand['type']> = Extract<BatchCommand, { type: Type }>
type Deps = Pick<BatchRunDeps, 'store' | 'engine' | 'clock' | 'ids'>

/** Starts a build, once however often it is asked to; nothing is started for a batch that is being stopped. */
export async function startChild(deps: Deps, command: Command<'start-build'>, input: BatchInput): Promise<BatchFact[]> {
  const { batchId, buildId, group } = command
  const ended = (ending: 'STOPPED' | 'FAILED'): BatchFact[] => [
    { type: 'build-ended', identifier: group.identifier, ending },
  ]
  return deps.store.transaction(async (db) => {
    if (await new Builds(db, command).find(buildId)) return []
    const batch = await new Batches(db, command).find(batchId)
    const run = batch && (await deps.engine.read(db, batchRunId(command, batchId, batch.attempt)))
    const state = run?.state as { halting?: object } | undefined
    if (!run || run.done || state?.halting) return ended('STOPPED')
    const build = childInput(input, batchId, group, command.resolvedSourceVersion)
    try {
      await startBuild(deps, db, command, {
        projectName: ownerOf(batchId),
        input: build,
        initiator: batch?.settings.initiator ?? '',
        batchId,
        at: deps.clock.now(),
        uuid: buildId.slice(-36),
      })
      return []
    } catch (error) {
      // Too many builds run already: as for a build by itself, that is final.
      if (error instanceof ServiceError) return ended('FAILED')
      throw error
    }
  })
}

/** Stops a build; one that was never started is left to `startChild`, which sees that the batch is being stopped. */
export async function stopChild({ store, engine }: Deps, command: Command<'stop-build'>): Promise<void> {
  await store.transaction(async (db) => {
    const build = await new Builds(db, command).find(command.buildId)
    if (build) await stopBuild(engine, db, command, build)
  })
}
