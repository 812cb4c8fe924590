import { systemClock } from '@towpath/base'
import { EXIT } from '../../command.ts'
import type { Io } from '../../io.ts'
import { writeLine } from '../../logs/output.ts'
import { painter } from '../screen.ts'
import { changeLine, changesBetween } from './changes.ts'
import type { PipelineClients } from './clients.ts'
import { logFollower } from './follow-logs.ts'
import { failureLines, liveLines } from './live-view.ts'
import { hasEnded, type LogLine, type PipelineView } from './pipeline-view.ts'
import { type Execution, executionReader } from './read-pipeline.ts'

/** How often to look, in milliseconds. */
const INTERVAL = 250
/** As much of the log as a screen can need. */
const KEPT_LINES = 100

export interface WatchOptions {
  /** One JSON line a change instead of text. */
  json?: boolean
}

/**
 * Follows a pipeline execution to its end: repaints on a terminal, prints a line a change and a line of log elsewhere.
 * Resolves with the exit code: 0 Succeeded, 1 Failed, 3 Stopped, Superseded or the watching was interrupted.
 */
export async function watchPipeline(
  clients: PipelineClients,
  execution: Execution,
  io: Io,
  options: WatchOptions = {},
): Promise<number> {
  const paint = options.json || !io.stdout.isTTY ? undefined : painter(io)
  const read = executionReader(clients, execution)
  const readLogs = logFollower(clients)
  let before: PipelineView | undefined
  let kept: LogLine[] = []
  while (!io.signal.aborted) {
    const view = await read()
    const logs = await readLogs(view)
    if (paint) {
      kept = [...kept, ...logs].slice(-KEPT_LINES)
      paint(liveLines(view, kept, systemClock.now(), { columns: io.stdout.columns ?? 80, rows: io.stdout.rows ?? 24 }))
    } else {
      for (const change of changesBetween(before, view, logs, systemClock.now())) {
        await writeLine(io, options.json ? JSON.stringify(change) : changeLine(change))
      }
    }
    // A long log may have more than one look takes.
    if (hasEnded(view) && logs.length === 0) {
      if (paint) for (const line of failureLines(view)) await writeLine(io, line)
      return exitCodeOf(view.status)
    }
    before = view
    await systemClock.sleep(INTERVAL, io.signal)
  }
  return EXIT.stopped
}

function exitCodeOf(status: string): number {
  if (status === 'Succeeded') return EXIT.ok
  return status === 'Failed' ? EXIT.failed : EXIT.stopped
}
