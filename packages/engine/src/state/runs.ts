import { type Database, prepared } from '@towpath/storage'
import type { EngineTables } from './tables.ts'

/** A run as it is kept. */
export interface RunRecord {
  id: string
  kind: string
  version: number
  state: unknown
  done: boolean
  /** Milliseconds since the epoch. */
  wakeAt: number | undefined
  /** When it was finished, in milliseconds since the epoch. */
  doneAt: number | undefined
}

/** Ids in one statement. */
const REMOVED_AT_ONCE = 500

const tables = (db: Database) => db.withTables<EngineTables>()

const FIND = prepared((db, id: string) => tables(db).selectFrom('engine_runs').selectAll().where('id', '=', id))

export async function findRun(db: Database, id: string): Promise<RunRecord | undefined> {
  const [row] = (await FIND(db, id)).rows
  if (!row) return undefined
  return {
    id,
    kind: row.kind,
    version: row.version,
    state: JSON.parse(row.state),
    done: row.done === 1,
    wakeAt: row.wake_at ?? undefined,
    doneAt: row.done_at ?? undefined,
  }
}

/** Returns false, and changes nothing, when there is a run of that id. */
export async function insertRun(db: Database, run: RunRecord): Promise<boolean> {
  const result = await tables(db)
    .insertInto('engine_runs')
    .values({ id: run.id, kind: run.kind, ...columns(run) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

const UPDATE = prepared(
  (
    db,
    version: number,
    state: string,
    done: number,
    wakeAt: number | null,
    doneAt: number | null,
    id: string,
    from: number,
  ) =>
    tables(db)
      .updateTable('engine_runs')
      .set({ version, state, done, wake_at: wakeAt, done_at: doneAt })
      .where('id', '=', id)
      .where('version', '=', from),
)

/** Saves what was decided on the version before. Throws when the run has moved on since. */
export async function updateRun(db: Database, run: RunRecord): Promise<void> {
  const { version, state, done, wake_at, done_at } = columns(run)
  const result = await UPDATE(db, version, state, done, wake_at, done_at, run.id, run.version - 1)
  if (result.numAffectedRows !== 1n) throw new Error(`Run "${run.id}" is no longer at version ${run.version - 1}`)
}

/** Ids of runs whose timer is due, earliest first. */
export async function runsToWake(db: Database, kinds: string[], now: number, limit: number): Promise<string[]> {
  const rows = await tables(db)
    .selectFrom('engine_runs')
    .select('id')
    .where('wake_at', '<=', now)
    .where('kind', 'in', kinds)
    .orderBy('wake_at')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Moves the timer of a run without a step. */
export async function postponeWake(db: Database, id: string, wakeAt: number): Promise<void> {
  await tables(db)
    .updateTable('engine_runs')
    .set({ wake_at: wakeAt })
    .where('id', '=', id)
    .where('done', '=', 0)
    .execute()
}

/** When the next timer is due. */
export async function nextWake(db: Database, kinds: string[]): Promise<number | undefined> {
  const row = await tables(db)
    .selectFrom('engine_runs')
    .select('wake_at')
    .where('wake_at', 'is not', null)
    .where('kind', 'in', kinds)
    .orderBy('wake_at')
    .limit(1)
    .executeTakeFirst()
  return row?.wake_at ?? undefined
}

/** Runs of a kind that were finished before a time and whose commands are all performed, the longest ago first. */
export async function finishedRuns(
  db: Database,
  asked: { kind: string; before: number; limit: number },
): Promise<{ id: string; state: unknown }[]> {
  const rows = await tables(db)
    .selectFrom('engine_runs')
    .select(['id', 'state'])
    .where('kind', '=', asked.kind)
    .where('done_at', '<', asked.before)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('engine_outbox').select('key').whereRef('run_id', '=', 'engine_runs.id'))),
    )
    .orderBy('done_at')
    .limit(asked.limit)
    .execute()
  return rows.map(({ id, state }) => ({ id, state: JSON.parse(state) }))
}

/** Removes those that are finished. */
export async function removeFinished(db: Database, ids: string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += REMOVED_AT_ONCE) {
    await tables(db)
      .deleteFrom('engine_runs')
      .where('id', 'in', ids.slice(from, from + REMOVED_AT_ONCE))
      .where('done', '=', 1)
      .execute()
  }
}

function columns(run: RunRecord) {
  return {
    version: run.version,
    state: JSON.stringify(run.state),
    done: run.done ? 1 : 0,
    wake_at: run.wakeAt ?? null,
    done_at: run.doneAt ?? null,
  }
}
