import type { Database } from '@towpath/storage'
import type { EngineTables } from './tables.ts'

/** A command that this engine has taken on. */
export interface Claimed {
  key: string
  runId: string
  kind: string
  command: unknown
  /** This one included. */
  attempts: number
  failures: number
}

/** One statement holds at most some 32,000 values on SQLite, twice that on PostgreSQL. */
const ROWS_AT_ONCE = 1_000

const outbox = (db: Database) => db.withTables<EngineTables>()

/** Puts down the commands of one step. */
export async function addCommands(
  db: Database,
  step: { runId: string; kind: string; version: number; now: number },
  commands: unknown[],
): Promise<void> {
  const rows = commands.map((command, index) => ({
    key: `${step.runId}/${step.version}/${index}`,
    run_id: step.runId,
    kind: step.kind,
    command: JSON.stringify(command),
    due_at: step.now,
    owner: null,
    attempts: 0,
    failures: 0,
  }))
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await outbox(db)
      .insertInto('engine_outbox')
      .values(rows.slice(from, from + ROWS_AT_ONCE))
      .execute()
  }
}

/** Takes on up to `limit` commands that are due, until the lease runs out. */
export async function claimCommands(
  db: Database,
  claim: { owner: string; kinds: string[]; now: number; leasedUntil: number; limit: number },
): Promise<Claimed[]> {
  const rows = await outbox(db)
    .updateTable('engine_outbox')
    .set(({ eb }) => ({ owner: claim.owner, due_at: claim.leasedUntil, attempts: eb('attempts', '+', 1) }))
    .where('key', 'in', (due) =>
      due
        .selectFrom('engine_outbox')
        .select('key')
        .where('due_at', '<=', claim.now)
        .where('kind', 'in', claim.kinds)
        .orderBy('due_at')
        .orderBy('key')
        .limit(claim.limit),
    )
    .returning(['key', 'run_id', 'kind', 'command', 'attempts', 'failures'])
    .execute()
  return rows.map(({ run_id, command, ...rest }) => ({ ...rest, runId: run_id, command: JSON.parse(command) }))
}

/** When the next command is due, or the next lease runs out. */
export async function nextDue(db: Database, kinds: string[]): Promise<number | undefined> {
  const row = await outbox(db)
    .selectFrom('engine_outbox')
    .select('due_at')
    .where('kind', 'in', kinds)
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst()
  return row?.due_at
}

/** Takes a command off. Returns false when somebody else has done so: its facts are delivered already. */
export async function removeCommand(db: Database, key: string): Promise<boolean> {
  const result = await outbox(db).deleteFrom('engine_outbox').where('key', '=', key).executeTakeFirst()
  return result.numDeletedRows === 1n
}

/** Gives a command back, to be performed again at `dueAt` by anybody. */
export async function releaseCommand(
  db: Database,
  key: string,
  owner: string,
  again: { dueAt: number; attempts: number; failures: number },
): Promise<void> {
  await outbox(db)
    .updateTable('engine_outbox')
    .set({ owner: null, due_at: again.dueAt, attempts: again.attempts, failures: again.failures })
    .where('key', '=', key)
    // Not one that another engine has taken on because our lease had run out.
    .where('owner', '=', owner)
    .execute()
}

/** Keeps the leases on what is still being performed. */
export async function renewLeases(db: Database, owner: string, keys: string[], leasedUntil: number): Promise<void> {
  await outbox(db)
    .updateTable('engine_outbox')
    .set({ due_at: leasedUntil })
    .where('owner', '=', owner)
    .where('key', 'in', keys)
    .execute()
}

/** Makes everything due that an engine other than `owner` had taken on. */
export async function takeOver(db: Database, owner: string, now: number): Promise<number> {
  const result = await outbox(db)
    .updateTable('engine_outbox')
    .set({ owner: null, due_at: now })
    .where('owner', 'is not', null)
    .where('owner', '!=', owner)
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}
