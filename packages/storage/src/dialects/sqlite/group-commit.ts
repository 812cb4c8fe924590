import { setImmediate as turn } from 'node:timers/promises'
import type { Work } from '../backend.ts'

/** The statements that group commit needs, on the one connection that writes. */
export interface Writer {
  /** Opens the outer transaction; waits while another process writes. */
  begin(): Promise<void>
  command(sql: 'savepoint member' | 'release member' | 'rollback to member' | 'commit' | 'rollback'): void
  readonly inTransaction: boolean
  /** Runs `work` on what is open now. */
  run<T>(work: Work<T>, longestMs?: number): Promise<T>
}

/** Bounds of a batch. */
export interface BatchLimits {
  /** Most transactions committed together. 1 switches grouping off. */
  members: number
  /** No further transaction joins after this time: it bounds what the first member waits for the others. */
  ms: number
}

const DEFAULT_LIMITS: BatchLimits = { members: 64, ms: 10 }

type Outcome = { ok: true; value: unknown } | { ok: false; error: unknown }

interface Member {
  work: Work<unknown>
  longestMs: number | undefined
  settle(outcome: Outcome): void
  /** Shares no batch: one it was in has failed as a whole. */
  alone: boolean
}

/**
 * Runs transactions one after the other, and commits those that had to wait for each other together.
 *
 * ```
 *  begin ── savepoint A … release ── savepoint B … rollback to ── savepoint C … release ── commit ── answer A, B, C
 * ```
 * Each is a savepoint of one outer transaction, so a failing one takes back only what it did itself. Nobody is
 * answered before the commit, not even the one that failed: B may have failed because of what A wrote.
 * See docs/decisions/0002-group-commit.md.
 */
export class GroupCommit {
  readonly #writer: Writer
  readonly #limits: BatchLimits
  readonly #waiting: Member[] = []
  #running: Promise<void> | undefined

  constructor(writer: Writer, limits: BatchLimits = DEFAULT_LIMITS) {
    this.#writer = writer
    this.#limits = limits
  }

  transaction<T>(work: Work<T>, longestMs?: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (outcome: Outcome) => (outcome.ok ? resolve(outcome.value as T) : reject(outcome.error))
      this.#waiting.push({ work, longestMs, settle, alone: false })
      this.#running ??= this.#drain()
    })
  }

  /** Resolves when nothing is running or waiting. */
  async idle(): Promise<void> {
    await this.#running
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#batch()
      // Everything above runs without I/O of Node's, so without this a busy writer would starve sockets and timers.
      await turn()
    }
    this.#running = undefined
  }

  async #batch(): Promise<void> {
    try {
      await this.#writer.begin()
    } catch (error) {
      for (const member of this.#waiting.splice(0)) member.settle({ ok: false, error })
      return
    }
    const until = performance.now() + this.#limits.ms
    const members: Member[] = []
    const outcomes: Outcome[] = []
    while (this.#mayJoin(members, until)) {
      const member = this.#waiting.shift()
      if (!member) break
      const outcome = await this.#member(member)
      if (!this.#writer.inTransaction) return this.#lost(members, member, outcome)
      members.push(member)
      outcomes.push(outcome)
    }
    this.#finish(members, outcomes)
  }

  #mayJoin(members: Member[], until: number): boolean {
    if (members.length === 0) return true
    if (members[0]?.alone || this.#waiting[0]?.alone) return false
    return members.length < this.#limits.members && performance.now() < until
  }

  async #member(member: Member): Promise<Outcome> {
    try {
      this.#writer.command('savepoint member')
      const value = await this.#writer.run(member.work, member.longestMs)
      this.#writer.command('release member')
      return { ok: true, value }
    } catch (error) {
      this.#takeBack()
      return { ok: false, error }
    }
  }

  /** Undoes what the member in hand did. Gives up the whole batch when even that fails. */
  #takeBack(): void {
    if (!this.#writer.inTransaction) return
    try {
      this.#writer.command('rollback to member')
      this.#writer.command('release member')
    } catch {
      this.#rollback()
    }
  }

  #finish(members: Member[], outcomes: Outcome[]): void {
    try {
      this.#writer.command(outcomes.some((outcome) => outcome.ok) ? 'commit' : 'rollback')
    } catch (error) {
      this.#rollback()
      const [only] = members
      // One of several may be to blame (a deferred foreign key), so each gets its own chance.
      if (members.length > 1) this.#again(members)
      else only?.settle({ ok: false, error })
      return
    }
    members.forEach((member, i) => {
      member.settle(outcomes[i] ?? { ok: false, error: new Error('A member of a batch has no outcome') })
    })
  }

  /** SQLite rolled back the whole batch because of what `last` met (disk full, I/O error). */
  #lost(members: Member[], last: Member, outcome: Outcome): void {
    const error = new Error('SQLite ended the transaction before it was committed')
    last.settle(outcome.ok ? { ok: false, error } : outcome)
    this.#again(members)
  }

  #again(members: Member[]): void {
    this.#waiting.unshift(...members.map((member) => ({ ...member, alone: true })))
  }

  #rollback(): void {
    if (this.#writer.inTransaction) this.#writer.command('rollback')
  }
}
