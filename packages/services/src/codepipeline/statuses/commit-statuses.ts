import { EXECUTIONS_CHANNEL, type ExecutionMoved } from '../runs/executions-channel.ts'
import { Lanes } from '../triggers/lanes.ts'
import type { CommitStatusDeps } from './write-statuses.ts'

/**
 * Writes how executions go to the commits that they took, where their source is a host of git. What cannot be written is
 * logged, and changes nothing.
 */
export function commitStatuses(deps: CommitStatusDeps): { start(): void; stop(): Promise<void> } {
  const lanes = new Lanes()
  const closing = new AbortController()
  let unlisten = () => {}
  return {
    start() {
      unlisten = deps.store.listen(EXECUTIONS_CHANNEL, (payload) => {
        const moved = JSON.parse(payload) as ExecutionMoved
        lanes
          .run(moved.executionId, async () => {
            const { writeStatuses } = await import('./write-statuses.ts')
            await writeStatuses(deps, moved, closing.signal)
          })
          .catch((err: unknown) => {
            if (!closing.signal.aborted) deps.log.warn({ err, ...moved }, 'Commit statuses were not written')
          })
      })
    },
    async stop() {
      unlisten()
      closing.abort()
      await lanes.idle()
    },
  }
}
