import type { CodeDeployClient } from '@aws-sdk/client-codedeploy'
import { type Clock, systemClock } from '@towpath/base'
import { EXIT } from '../command.ts'
import type { Io } from '../io.ts'
import { changeLine, changesBetween } from './changes.ts'
import { type DeploymentView, hasEnded } from './deployment-view.ts'
import { liveLines } from './live-view.ts'
import { readDeployment } from './read-deployment.ts'
import { painter } from './screen.ts'

/** How often to look, in milliseconds, and at how many targets at most. */
const INTERVAL = 250
const TARGET_LIMIT = 200

export interface WatchOptions {
  /** One JSON line a change instead of text. */
  json?: boolean
  clock?: Clock
}

/**
 * Follows a deployment to its end: repaints on a terminal, prints a line a change elsewhere. Resolves with the exit
 * code: 0 Succeeded, 1 Failed, 3 Stopped or the watching was interrupted.
 */
export async function watchDeployment(
  client: CodeDeployClient,
  id: string,
  io: Io,
  options: WatchOptions = {},
): Promise<number> {
  const clock = options.clock ?? systemClock
  const paint = options.json || !io.stdout.isTTY ? undefined : painter(io)
  let before: DeploymentView | undefined
  while (!io.signal.aborted) {
    const view = await readDeployment(client, id, TARGET_LIMIT)
    if (paint) paint(liveLines(view, clock.now(), { columns: io.stdout.columns ?? 80, rows: io.stdout.rows ?? 24 }))
    else for (const change of changesBetween(before, view, clock.now())) io.stdout.write(`${line(change)}\n`)
    if (hasEnded(view)) return exitCodeOf(view.status)
    before = view
    await clock.sleep(INTERVAL, io.signal)
  }
  return EXIT.stopped

  function line(change: ReturnType<typeof changesBetween>[number]): string {
    return options.json ? JSON.stringify(change) : changeLine(change)
  }
}

function exitCodeOf(status: string): number {
  if (status === 'Succeeded') return EXIT.ok
  return status === 'Stopped' ? EXIT.stopped : EXIT.failed
}
