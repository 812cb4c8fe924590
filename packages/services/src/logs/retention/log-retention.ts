import type { Clock, Logger } from '@towpath/base'
import type { Store } from '@towpath/storage'
import { sweepLogs } from './sweep.ts'

export interface LogRetentionDeps {
  store: Store
  clock: Clock
  log: Logger
  /** Bytes that all events of all groups may take on disk. Default 10 GiB. */
  quota?: number
}

/** The loop that keeps log lines from filling the disk. */
export interface LogRetention {
  start(): void
  stop(): Promise<void>
  /** One round, now. */
  sweep(): Promise<void>
}

const DEFAULT_QUOTA = 10 * 1024 ** 3

/** Between two rounds, milliseconds: a build that prints as fast as it can writes less than the quota's margin meanwhile. */
const INTERVAL = 10_000

export function createLogRetention({ store, clock, log, quota = DEFAULT_QUOTA }: LogRetentionDeps): LogRetention {
  const stopping = new AbortController()
  let running: Promise<void> | undefined
  const sweep = () => sweepLogs({ store, now: clock.now(), quota, signal: stopping.signal })

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sweep().catch((error: unknown) => log.error({ err: error }, 'Old log events could not be removed'))
      await clock.sleep(INTERVAL, stopping.signal)
    }
  }

  return {
    start() {
      running ??= run()
    },
    async stop() {
      stopping.abort()
      await running
    },
    sweep,
  }
}
