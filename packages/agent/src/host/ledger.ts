import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Diagnostics, HostCommand } from '@towpath/agent-link'
import { readIfThere, writeFileSafely } from './files.ts'
import type { ProcessIdentity } from './processes.ts'

/**
 * What this host knows of one command.
 *
 *     received ──▶ begun ──▶ finished ──▶ reported
 *         └──────────────────────▲  (refused before anything ran)
 *
 * After a crash: `received` is taken up again from the start (nothing has run); `begun` ends as failed, because nobody
 * knows how far it came; `finished` is reported again.
 */
export interface LedgerEntry {
  command: HostCommand
  state: 'received' | 'begun' | 'finished' | 'reported'
  at: number
  /** From `begun` on. */
  deploymentId?: string
  /** The script that runs, or ran when the agent died. */
  script?: ProcessIdentity
  /** From `finished` on. */
  outcome?: CommandOutcome
}

export interface CommandOutcome {
  status: 'Succeeded' | 'Failed'
  diagnostics: Diagnostics
}

/** Done commands that are remembered, so that one that is given again is answered instead of run. */
const REMEMBERED = 200
/** The file is written anew when it has that many lines; far more than commands can be unfinished at once. */
const MOST_LINES = 1000

/**
 * The agent's own record of commands, so that a restarted agent neither repeats nor loses one.
 *
 * A file to which every change of an entry is appended as one line of JSON, and forced to disk where acting on it first
 * could make a hook run twice or get a command lost. A line cut off by a crash is the last one and is ignored: it is as
 * if what it stands for had not happened.
 */
export class Ledger {
  readonly #file: string
  readonly #entries: Map<string, LedgerEntry>
  #handle: FileHandle | undefined
  #lines = 0
  #queue: Promise<void> = Promise.resolve()

  private constructor(file: string, entries: Map<string, LedgerEntry>) {
    this.#file = file
    this.#entries = entries
  }

  static async open(file: string): Promise<Ledger> {
    await mkdir(dirname(file), { recursive: true })
    const ledger = new Ledger(file, parseLedger((await readIfThere(file)) ?? ''))
    await ledger.#rewrite()
    return ledger
  }

  find(commandId: string): LedgerEntry | undefined {
    return this.#entries.get(commandId)
  }

  /** Commands that are not done with, oldest first. */
  unfinished(): LedgerEntry[] {
    return [...this.#entries.values()].filter((entry) => entry.state !== 'reported')
  }

  /** A command was polled. Recorded before it is acknowledged: after that the control plane will not give it again. */
  async received(command: HostCommand, at: number): Promise<void> {
    await this.#record({ command, state: 'received', at }, true)
  }

  /** From now on things may have happened. */
  async begun(commandId: string, deploymentId: string): Promise<void> {
    await this.#change(commandId, { state: 'begun', deploymentId }, true)
  }

  /** A script was started, or (undefined) has ended. Not forced to disk: after a crash of the machine it is gone too. */
  async script(commandId: string, script: ProcessIdentity | undefined): Promise<void> {
    await this.#change(commandId, { script }, false)
  }

  /**
   * Not forced to disk: the report goes out next. Should the machine lose power before it has arrived, the command ends
   * as failed, as whatever a machine was busy with when it went down.
   */
  async finished(commandId: string, outcome: CommandOutcome): Promise<void> {
    await this.#change(commandId, { state: 'finished', outcome, script: undefined }, false)
  }

  /** The control plane knows. Not forced to disk: reporting twice does no harm. */
  async reported(commandId: string): Promise<void> {
    await this.#change(commandId, { state: 'reported' }, false)
  }

  async close(): Promise<void> {
    await this.#queue
    await this.#handle?.close()
    this.#handle = undefined
  }

  async #change(commandId: string, change: Partial<LedgerEntry>, force: boolean): Promise<void> {
    const entry = this.#entries.get(commandId)
    if (!entry) throw new Error(`The ledger does not know command ${commandId}`)
    await this.#record({ ...entry, ...change }, force)
  }

  #record(entry: LedgerEntry, force: boolean): Promise<void> {
    this.#entries.set(entry.command.HostCommandIdentifier, entry)
    const written = this.#queue.then(() => this.#append(entry, force))
    this.#queue = written.catch(() => {})
    return written
  }

  async #append(entry: LedgerEntry, force: boolean): Promise<void> {
    if (this.#lines >= MOST_LINES) return this.#rewrite()
    this.#handle ??= await open(this.#file, 'a', 0o600)
    await this.#handle.appendFile(`${JSON.stringify(entry)}\n`)
    this.#lines += 1
    if (force) await this.#handle.datasync()
  }

  /** Leaves only what is worth remembering. */
  async #rewrite(): Promise<void> {
    const done = [...this.#entries.values()].filter((entry) => entry.state === 'reported')
    for (const entry of done.slice(0, Math.max(0, done.length - REMEMBERED))) {
      this.#entries.delete(entry.command.HostCommandIdentifier)
    }
    await this.#handle?.close()
    this.#handle = undefined
    const lines = [...this.#entries.values()].map((entry) => `${JSON.stringify(entry)}\n`)
    await writeFileSafely(this.#file, lines.join(''))
    this.#lines = lines.length
  }
}

/** Later lines replace earlier ones of the same command. */
export function parseLedger(text: string): Map<string, LedgerEntry> {
  const entries = new Map<string, LedgerEntry>()
  for (const line of text.split('\n')) {
    const entry = parseEntry(line)
    if (entry) entries.set(entry.command.HostCommandIdentifier, entry)
  }
  return entries
}

function parseEntry(line: string): LedgerEntry | undefined {
  try {
    const entry: LedgerEntry = JSON.parse(line)
    return typeof entry.command.HostCommandIdentifier === 'string' ? entry : undefined
  } catch {
    return undefined
  }
}
