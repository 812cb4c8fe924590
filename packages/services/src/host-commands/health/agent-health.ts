import type { Clock, Logger } from '@towpath/base'
import type { Database, Store } from '@towpath/storage'
import { hostKeyText } from '../polls/poll.ts'
import type { HostKey } from '../ports/deployment-commands.ts'
import type { HostCommandsTables } from '../state/tables.ts'

/** What is known of the agent of one host. Times are milliseconds since the epoch. */
export interface AgentHealth {
  lastPollAt?: number
  /** As the agent says it. */
  agentVersion?: string
  lastRefusalAt?: number
  /** Why it was last refused; told to the operator, so it says what to change. */
  lastRefusal?: string
}

/** Rows written by one statement. */
const CHUNK = 200

/**
 * Remembers when agents polled and why they were refused. Kept in memory and written to the database now and then, all
 * hosts at once: thousands of idle agents must not write thousands of rows a minute. What `kill -9` loses comes again
 * with the next poll.
 */
export class AgentHealthBook {
  readonly #store: Store
  readonly #clock: Clock
  readonly #log: Logger
  /** Not yet written. */
  readonly #fresh = new Map<string, { host: HostKey; health: AgentHealth }>()

  constructor(parts: { store: Store; clock: Clock; log: Logger }) {
    this.#store = parts.store
    this.#clock = parts.clock
    this.#log = parts.log
  }

  polled(host: HostKey, agentVersion: string | undefined): void {
    this.#note(host, { lastPollAt: this.#clock.now(), ...(agentVersion && { agentVersion }) })
  }

  refused(host: HostKey, why: string): void {
    this.#note(host, { lastRefusalAt: this.#clock.now(), lastRefusal: why })
  }

  /** Undefined when its agent was never heard of. */
  async read(host: HostKey): Promise<AgentHealth | undefined> {
    const row = await this.#store.db
      .withTables<HostCommandsTables>()
      .selectFrom('host_commands_agents')
      .selectAll()
      .where('account', '=', host.account)
      .where('region', '=', host.region)
      .where('host_identifier', '=', host.hostIdentifier)
      .executeTakeFirst()
    const fresh = this.#fresh.get(hostKeyText(host))?.health
    if (!row) return fresh
    return {
      ...(row.last_poll_at !== null && { lastPollAt: Number(row.last_poll_at) }),
      ...(row.agent_version !== null && { agentVersion: row.agent_version }),
      ...(row.last_refusal_at !== null && { lastRefusalAt: Number(row.last_refusal_at) }),
      ...(row.last_refusal !== null && { lastRefusal: row.last_refusal }),
      ...fresh,
    }
  }

  /** Writes what is new. Never rejects: it is tried again the next time. */
  async flush(): Promise<void> {
    const entries = [...this.#fresh.values()]
    if (entries.length === 0) return
    this.#fresh.clear()
    try {
      await this.#store.transaction(async (db) => {
        for (let from = 0; from < entries.length; from += CHUNK) await write(db, entries.slice(from, from + CHUNK))
      })
    } catch (error) {
      this.#log.warn({ err: error }, 'What is known of agents could not be written')
      for (const { host, health } of entries) {
        const key = hostKeyText(host)
        this.#fresh.set(key, { host, health: { ...health, ...this.#fresh.get(key)?.health } })
      }
    }
  }

  #note({ account, region, hostIdentifier }: HostKey, news: AgentHealth): void {
    const host = { account, region, hostIdentifier }
    const key = hostKeyText(host)
    this.#fresh.set(key, { host, health: { ...this.#fresh.get(key)?.health, ...news } })
  }
}

/** Forgets the agents of which nothing was heard since `before` (milliseconds since the epoch). */
export async function forgetSilentAgents(db: Database, before: number): Promise<void> {
  await db
    .withTables<HostCommandsTables>()
    .deleteFrom('host_commands_agents')
    .where(({ fn, val, eb }) => eb(fn.coalesce('last_poll_at', val(0)), '<', before))
    .where(({ fn, val, eb }) => eb(fn.coalesce('last_refusal_at', val(0)), '<', before))
    .execute()
}

async function write(db: Database, entries: { host: HostKey; health: AgentHealth }[]): Promise<void> {
  const rows = entries.map(({ host, health }) => ({
    account: host.account,
    region: host.region,
    host_identifier: host.hostIdentifier,
    last_poll_at: health.lastPollAt ?? null,
    agent_version: health.agentVersion ?? null,
    last_refusal_at: health.lastRefusalAt ?? null,
    last_refusal: health.lastRefusal ?? null,
  }))
  await db
    .withTables<HostCommandsTables>()
    .insertInto('host_commands_agents')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['account', 'region', 'host_identifier']).doUpdateSet(({ fn, ref }) => ({
        last_poll_at: fn.coalesce(ref('excluded.last_poll_at'), ref('host_commands_agents.last_poll_at')),
        agent_version: fn.coalesce(ref('excluded.agent_version'), ref('host_commands_agents.agent_version')),
        last_refusal_at: fn.coalesce(ref('excluded.last_refusal_at'), ref('host_commands_agents.last_refusal_at')),
        last_refusal: fn.coalesce(ref('excluded.last_refusal'), ref('host_commands_agents.last_refusal')),
      })),
    )
    .execute()
}
