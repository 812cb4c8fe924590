import { EVENT_OVERHEAD } from '../rules/event-batch.ts'
import { comparePositions, type Position } from '../rules/position.ts'

/** An event with its place among all others. */
export interface StoredEvent extends Position {
  message: string
  /** Milliseconds since the epoch. */
  ingestedAt: number
}

/** Documented: an answer holds up to 1 MB of events. */
const MOST_BYTES = 1_048_576

/** The first events, in the order of reading, of all that were added. Holds little more than it gives out. */
export class EventPage {
  readonly #sign: 1 | -1
  readonly #limit: number
  #events: StoredEvent[] = []
  #bytes = 0
  #sorted = true
  #edge: StoredEvent | undefined

  constructor(order: 'forwards' | 'backwards', limit: number) {
    this.#sign = order === 'forwards' ? 1 : -1
    this.#limit = limit
  }

  add(event: StoredEvent): void {
    if (this.#edge && comparePositions(event, this.#edge) * this.#sign > 0) return
    this.#events.push(event)
    this.#bytes += bytesOf(event)
    this.#sorted = false
    if (this.#events.length >= 2 * this.#limit || this.#bytes >= 2 * MOST_BYTES) this.#cut()
  }

  /** The last event of the page once it is full: nothing that lies beyond it will be on it. */
  edge(): StoredEvent | undefined {
    if (!this.#sorted && (this.#events.length >= this.#limit || this.#bytes >= MOST_BYTES)) this.#cut()
    return this.#edge
  }

  /** The events in the order of reading. */
  take(): StoredEvent[] {
    this.#cut()
    return this.#events
  }

  #cut(): void {
    if (this.#sorted) return
    this.#events.sort((a, b) => comparePositions(a, b) * this.#sign)
    let bytes = 0
    let count = 0
    for (const event of this.#events) {
      const size = bytesOf(event)
      // One event fits always, so that whoever reads on gets on.
      if (count === this.#limit || (count > 0 && bytes + size > MOST_BYTES)) break
      bytes += size
      count += 1
    }
    if (count < this.#events.length || count === this.#limit) this.#edge = this.#events[count - 1]
    this.#events.length = count
    this.#bytes = bytes
    this.#sorted = true
  }
}

function bytesOf(event: StoredEvent): number {
  return Buffer.byteLength(event.message) + EVENT_OVERHEAD
}
