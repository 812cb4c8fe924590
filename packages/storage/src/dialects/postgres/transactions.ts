import { randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { Work } from '../backend.ts'
import { runWork } from '../transaction-connection.ts'
import { clientConnection, command, grammar } from './connection.ts'

/** How long a transaction is tried again before its last error is told. */
const LONGEST_RETRYING_MS = 20_000
/** How often one is tried again that broke a unique key. */
const UNIQUE_RETRIES = 2

/** Serialization failure, deadlock: tried again, PostgreSQL says, they may well succeed. */
const CONFLICTS = new Set(['40001', '40P01'])
/**
 * Unique and exclusion violations. Of two transactions that both saw that a key was free, the second may be told this
 * instead of a serialization failure; run again, it sees the key that was taken.
 */
const VIOLATIONS = new Set(['23505', '23P01'])

/**
 * Runs transactions at isolation level SERIALIZABLE, again and again when PostgreSQL finds that they cannot be put in
 * an order.
 */
export class Transactions {
  readonly #pool: pg.Pool
  readonly #begun = new Set<Promise<unknown>>()
  #retrying: Promise<unknown> = Promise.resolve()

  constructor(pool: pg.Pool) {
    this.#pool = pool
  }

  async run<T>(work: Work<T>, longestMs?: number): Promise<T> {
    const running = this.#tried(() => this.#once(work, longestMs))
    this.#begun.add(running)
    try {
      return await running
    } finally {
      this.#begun.delete(running)
    }
  }

  /** Resolves when everything that was begun has ended. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#begun)
  }

  async #tried<T>(once: () => Promise<T>): Promise<T> {
    const until = performance.now() + LONGEST_RETRYING_MS
    let attempt = once
    for (let retries = 0; ; retries++) {
      try {
        return await attempt()
      } catch (error) {
        const code = codeOf(error)
        const again = CONFLICTS.has(code) || (VIOLATIONS.has(code) && retries < UNIQUE_RETRIES)
        if (!again || performance.now() > until) throw error
      }
      await delay(randomInt(Math.min(2 ** retries, 100) + 1))
      attempt = () => this.#inLane(once)
    }
  }

  /**
   * Those that are tried again take turns: they have shown that they stand in each other's way. Without this a hundred
   * that count on the same row would be at it for seconds.
   */
  #inLane<T>(once: () => Promise<T>): Promise<T> {
    const mine = this.#retrying.then(once)
    this.#retrying = mine.catch(() => undefined)
    return mine
  }

  async #once<T>(work: Work<T>, longestMs?: number): Promise<T> {
    const client = await this.#pool.connect()
    let isSound = false
    try {
      await command(client, 'begin isolation level serializable; savepoint work')
      const outcome = await outcomeOf(runWork(work, clientConnection(client), grammar, longestMs))
      if (outcome.ok) {
        await command(client, 'commit')
        isSound = true
        return outcome.value
      }
      // Committed as well, without its changes: only then PostgreSQL vouches for what it had read.
      const isUsable = !CONFLICTS.has(codeOf(outcome.error))
      await command(client, isUsable ? 'rollback to savepoint work; commit' : 'rollback')
      isSound = true
      throw outcome.error
    } catch (error) {
      // A refused commit has ended the transaction. Whatever else went wrong, the connection is not used again.
      isSound ||= CONFLICTS.has(codeOf(error))
      throw error
    } finally {
      client.release(!isSound)
    }
  }
}

type Outcome<T> = { ok: true; value: T } | { ok: false; error: unknown }

async function outcomeOf<T>(promise: Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await promise }
  } catch (error) {
    return { ok: false, error }
  }
}

/** SQLSTATE, or an empty string. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
