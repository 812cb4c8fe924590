import type { Database } from '@towpath/storage'
import type { Scope } from '../rules/arns.ts'
import type { LogWriter } from './log-writer.ts'

/** Where the output of all hooks goes. */
export const DEPLOYMENTS_GROUP = '/aws/codedeploy/deployments'

/** What one hook said. The fields are those of what hosts send. */
export interface HookLogBatch extends Scope {
  deploymentId: string
  /** Instance id, or name of an on-premises instance. */
  targetId: string
  /** Name of the lifecycle event. */
  event: string
  /** Number of the first entry, counted from 0 within the event on the target. */
  sequence: number
  entries: { text: string; stream: 'header' | 'stdout' | 'stderr'; at: Date | number }[]
}

export interface HookLog {
  /** Writes within a transaction of the caller. Entries that are known already are not written again. */
  append(db: Database, batch: HookLogBatch): Promise<{ written: number; nextKey: number }>
}

/**
 * How much earlier than now a line of a hook may be. Whoever follows a deployment reads so far back: the lines of a
 * host whose clock is wrong, or that was cut off, stand at the time at which they came.
 */
const LATEST_ARRIVAL = 10_000

/** Writes what hooks say: one stream for each event on each target of a deployment, one event a line. */
export function hookLog(writer: Pick<LogWriter, 'append' | 'now'>): HookLog {
  return {
    append(db, { account, region, deploymentId, targetId, event, sequence, entries }) {
      const now = writer.now()
      const events = entries.map(({ text, stream, at }) => ({
        timestamp: Math.min(now, Math.max(now - LATEST_ARRIVAL, Number(at))),
        message: prefix(stream) + text.replace(/\r?\n$/, ''),
      }))
      const stream = hookStream(deploymentId, targetId, event)
      return writer.append(db, { account, region, group: DEPLOYMENTS_GROUP, stream, events, key: sequence })
    },
  }
}

/** `DEPLOYMENT/TARGET/EVENT`; what a name cannot hold, and the slash, is written as in a URL. */
export function hookStream(deploymentId: string, targetId: string, event: string): string {
  return [deploymentId, targetId, event].map((part) => part.replace(/[%/:*\0]/g, escaped)).join('/')
}

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}

/** As the agent's own log on the host has it. */
function prefix(stream: HookLogBatch['entries'][number]['stream']): string {
  return stream === 'header' ? '' : `[${stream}]`
}
