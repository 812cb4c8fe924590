import type { OutputEntry } from '@towpath/agent-link'
import type { Database, Store } from '@towpath/storage'
import type { TargetKey } from '../ports/deployment-commands.ts'
import type { HostCommandsTables } from '../state/tables.ts'

/** One lifecycle event on one target. */
export interface EventKey extends TargetKey {
  /** Index of the event. */
  event: number
}

/** One line of what a hook said. */
export interface HookOutputEntry {
  /** Counted from 0 within the event. */
  sequence: number
  stream: 'header' | 'stdout' | 'stderr'
  text: string
  /** Milliseconds since the epoch, by the host's clock. */
  at: number
}

/** Characters kept of one event on one target: the newest. A script that says more keeps its end, where errors are. */
const KEPT_CHARACTERS = 256 * 1024
/** Characters taken of one entry. */
const LONGEST_ENTRY = 16 * 1024
/** Characters taken of one event before the host is told to send no more. */
const MOST_CHARACTERS = 16 * 1024 * 1024

const CHANNEL = 'host-commands.output'

/** What hooks say while they run: bounded, written once however often it is sent, and there for live followers. */
export class HookOutput {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /**
   * Within a transaction: keeps entries, the first of which has number `sequence`. Entries that are known already are
   * not written again; after a gap (the host gave some up) counting goes on.
   */
  async append(
    db: Database,
    key: EventKey,
    sequence: number,
    entries: OutputEntry[],
  ): Promise<{ accepted: boolean; nextSequence: number }> {
    const tables = db.withTables<HostCommandsTables>()
    const end = await tables
      .selectFrom('host_commands_output_ends')
      .selectAll()
      .where('deployment_id', '=', key.deploymentId)
      .where('position', '=', key.position)
      .where('event', '=', key.event)
      .executeTakeFirst()
    const next = end?.next_sequence ?? 0
    const fresh = entries
      .map((entry, index) => row(key, sequence + index, entry))
      .filter((entry) => entry.sequence >= next)
    const characters = Number(end?.characters ?? 0) + fresh.reduce((sum, { text }) => sum + text.length, 0)
    if (fresh.length === 0) return { accepted: characters < MOST_CHARACTERS, nextSequence: next }
    const nextSequence = sequence + entries.length
    await tables.insertInto('host_commands_output').values(fresh).execute()
    const first_sequence =
      characters > KEPT_CHARACTERS ? await dropOldest(db, key, nextSequence) : (end?.first_sequence ?? 0)
    const columns = { next_sequence: nextSequence, characters, first_sequence }
    await tables
      .insertInto('host_commands_output_ends')
      .values({ ...place(key), ...columns })
      .onConflict((conflict) => conflict.columns(['deployment_id', 'position', 'event']).doUpdateSet(columns))
      .execute()
    this.#store.notify(CHANNEL, eventText(key))
    return { accepted: characters < MOST_CHARACTERS, nextSequence }
  }

  /** What came after entry number `after` (undefined: all that is kept), oldest first. */
  async read(key: EventKey, after?: number, limit = 1000): Promise<HookOutputEntry[]> {
    const rows = await this.#store.db
      .withTables<HostCommandsTables>()
      .selectFrom('host_commands_output')
      .select(['sequence', 'stream', 'text', 'at'])
      .where('account', '=', key.account)
      .where('region', '=', key.region)
      .where('deployment_id', '=', key.deploymentId)
      .where('position', '=', key.position)
      .where('event', '=', key.event)
      .where('sequence', '>', after ?? -1)
      .orderBy('sequence')
      .limit(limit)
      .execute()
    return rows.map((entry) => ({ ...entry, at: Number(entry.at) }))
  }

  /** Calls `listener` whenever more was said, by whatever event, until the returned function is called. Best effort. */
  follow(listener: (event: EventKey) => void): () => void {
    return this.#store.listen(CHANNEL, (payload) => {
      const [account = '', region = '', deploymentId = '', position, event] = payload.split('/')
      listener({ account, region, deploymentId, position: Number(position), event: Number(event) })
    })
  }
}

function row(key: EventKey, sequence: number, entry: OutputEntry) {
  // PostgreSQL has no place for NUL characters.
  const text = entry.Text.slice(0, LONGEST_ENTRY).replaceAll('\0', '\ufffd')
  return { ...place(key), sequence, stream: entry.Stream, text, at: entry.At.getTime() }
}

/** Drops the oldest entries, so that about half of what may be kept is left. Resolves to the first that is kept. */
async function dropOldest(db: Database, key: EventKey, nextSequence: number): Promise<number> {
  const entries = () =>
    db
      .withTables<HostCommandsTables>()
      .selectFrom('host_commands_output')
      .where('deployment_id', '=', key.deploymentId)
      .where('position', '=', key.position)
      .where('event', '=', key.event)
  const lengths = await entries()
    .select(({ fn }) => ['sequence', fn<number>('length', ['text']).as('length')])
    .orderBy('sequence', 'desc')
    .execute()
  const total = lengths.reduce((sum, { length }) => sum + Number(length), 0)
  if (total <= KEPT_CHARACTERS) return lengths.at(-1)?.sequence ?? nextSequence
  let room = KEPT_CHARACTERS / 2
  let first = nextSequence
  for (const { sequence, length } of lengths) {
    room -= Number(length)
    if (room < 0) break
    first = sequence
  }
  await db
    .withTables<HostCommandsTables>()
    .deleteFrom('host_commands_output')
    .where('deployment_id', '=', key.deploymentId)
    .where('position', '=', key.position)
    .where('event', '=', key.event)
    .where('sequence', '<', first)
    .execute()
  return first
}

function place(key: EventKey) {
  const { account, region, position, event } = key
  return { account, region, deployment_id: key.deploymentId, position, event }
}

function eventText({ account, region, deploymentId, position, event }: EventKey): string {
  return `${account}/${region}/${deploymentId}/${position}/${event}`
}
