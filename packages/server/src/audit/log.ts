import type { Logger } from '@towpath/base'
import type { Store } from '@towpath/storage'
import type { AuditLog, AuditRecord } from '@towpath/wire'
import type { AuditTables } from './table.ts'

/** Rows are gathered for this long, in milliseconds, and written together: one transaction for many requests. */
const GATHER = 250
/** More rows than this at a time are written in several statements. */
const BATCH = 100
/** Rows that wait to be written. Beyond it requests would be served that nobody could account for, so it is told. */
const BACKLOG = 50_000

export interface BufferedAuditLog extends AuditLog {
  /** Writes what is still waiting. */
  close(): Promise<void>
}

/**
 * The audit log in the database; append-only. A request does not wait for its row, so a crash may lose the rows of
 * the last {@link GATHER} milliseconds, but never the change that a request made.
 *
 * Idle polls of agents are left out: they ask for nothing that a policy decides and would be most of the log.
 */
export function createAuditLog(store: Store, log: Logger): BufferedAuditLog {
  let waiting: AuditRecord[] = []
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  async function write(records: AuditRecord[]): Promise<void> {
    for (let at = 0; at < records.length; at += BATCH) {
      const rows = records.slice(at, at + BATCH).map(rowOf)
      await store.transaction((db) =>
        db
          .withTables<AuditTables>()
          .insertInto('audit_requests')
          .values(rows)
          .onConflict((conflict) => conflict.column('request_id').doNothing())
          .execute(),
      )
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const records = waiting
    waiting = []
    writing = writing
      .then(() => write(records))
      .catch((error) => log.error({ error, rows: records.length }, 'audit rows could not be written'))
    return writing
  }

  return {
    record(entry) {
      if (entry.operation === 'PollHostCommand' && entry.outcome === 'allowed') return
      if (waiting.length >= BACKLOG) {
        log.error(
          { service: entry.service, operation: entry.operation, principal: entry.principalArn },
          'audit backlog is full',
        )
        return
      }
      waiting.push(entry)
      timer ??= setTimeout(() => void flush(), GATHER)
    },
    close: flush,
  }
}

function rowOf(entry: AuditRecord): AuditTables['audit_requests'] {
  return {
    request_id: entry.requestId,
    at: entry.at,
    principal_arn: entry.principalArn,
    access_key_id: entry.accessKeyId ?? null,
    source_ip: entry.sourceIp,
    user_agent: entry.userAgent.slice(0, 512),
    service: entry.service,
    operation: entry.operation,
    region: entry.region,
    outcome: entry.outcome,
    error_code: entry.errorCode ?? null,
    decisions: JSON.stringify(entry.decisions),
  }
}
