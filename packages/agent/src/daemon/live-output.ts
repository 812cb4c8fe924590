import type { OutputEntry, PutHostCommandOutputOutput } from '@towpath/agent-link'
import { MOST_OUTPUT_ENTRIES } from '@towpath/agent-link/command-service.ts'
import type { Clock } from '@towpath/base/clock.ts'

/** Sends entries; `sequence` is the number of the first. Rejects when they did not arrive. */
export type SendOutput = (
  sequence: number,
  entries: OutputEntry[],
  signal: AbortSignal,
) => Promise<PutHostCommandOutputOutput>

const BATCH_MS = 100
/**
 * The first batch is what stands above the output: it is on its way while the script runs, and the end of a short one that
 * says nothing need not wait for it.
 */
const FIRST_BATCH_MS = 10
const MOST_WAITING_CHARACTERS = 1024 * 1024
const MOST_CHARACTERS_A_BATCH = 256 * 1024
const MOST_FAILURES = 3
/** How long the end of a command may be held up by output that is still to be sent. */
const CLOSE_MS = 2000

/**
 * Carries script output to the control plane while the script runs. Best effort: it never blocks a script, never fails
 * one, and holds a bounded amount; what is too much is left out, and said to be.
 */
export class LiveOutput {
  readonly #send: SendOutput
  readonly #clock: Clock
  readonly #abort = new AbortController()
  #waiting: OutputEntry[] = []
  #characters = 0
  #leftOut = 0
  #sequence = 0
  #closing = new AbortController()
  #sending: Promise<void> | undefined
  #failures = 0
  #wanted = true

  constructor(send: SendOutput, clock: Clock) {
    this.#send = send
    this.#clock = clock
  }

  add(entries: OutputEntry[]): void {
    if (!this.#wanted) return
    for (const entry of entries) this.#enqueue(entry)
    this.#sending ??= this.#sendAll()
  }

  /** Sends what is left, for a short while. */
  async close(): Promise<void> {
    this.#closing.abort()
    const over = new AbortController()
    await Promise.race([this.#sending, this.#clock.sleep(CLOSE_MS, over.signal)])
    over.abort()
    this.#abort.abort()
  }

  #enqueue(entry: OutputEntry): void {
    if (this.#characters + entry.Text.length > MOST_WAITING_CHARACTERS) {
      this.#leftOut += 1
      return
    }
    if (this.#leftOut > 0)
      this.#push({ Text: `... ${this.#leftOut} lines left out ...\n`, Stream: 'header', At: entry.At })
    this.#leftOut = 0
    this.#push(entry)
  }

  #push(entry: OutputEntry): void {
    this.#waiting.push(entry)
    this.#characters += entry.Text.length
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0 && this.#wanted) {
      await this.#clock.sleep(this.#sequence === 0 ? FIRST_BATCH_MS : BATCH_MS, this.#closing.signal)
      const batch = this.#nextBatch()
      try {
        const answer = await this.#send(this.#sequence, batch, this.#abort.signal)
        this.#failures = 0
        this.#remove(batch)
        if (!answer.Accepted) this.#wanted = false
      } catch {
        this.#failures += 1
        if (this.#failures >= MOST_FAILURES || this.#abort.signal.aborted) this.#wanted = false
      }
    }
    if (!this.#wanted) this.#waiting = []
    this.#sending = undefined
  }

  #nextBatch(): OutputEntry[] {
    let characters = 0
    const limit = this.#waiting.findIndex((entry, index) => {
      characters += entry.Text.length
      return index > 0 && (index >= MOST_OUTPUT_ENTRIES || characters > MOST_CHARACTERS_A_BATCH)
    })
    return this.#waiting.slice(0, limit < 0 ? undefined : limit)
  }

  #remove(batch: OutputEntry[]): void {
    this.#waiting = this.#waiting.slice(batch.length)
    this.#sequence += batch.length
    for (const entry of batch) this.#characters -= entry.Text.length
  }
}
