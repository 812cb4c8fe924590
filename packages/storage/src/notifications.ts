import type { Logger } from '@towpath/base'
import type { Backend } from './dialects/backend.ts'

/** PostgreSQL carries just under 8000 bytes with everything around it. */
const LONGEST_PAYLOAD = 4000

/** Who listens in this process, and the way to the others. */
export class Notifications {
  readonly #backend: Pick<Backend, 'publish' | 'onPublished'>
  readonly #log: Logger
  readonly #listeners = new Map<string, Set<(payload: string) => void>>()

  constructor(backend: Pick<Backend, 'publish' | 'onPublished'>, log: Logger) {
    this.#backend = backend
    this.#log = log
    backend.onPublished?.((channel, payload) => this.#deliver(channel, payload))
  }

  /** Tells the listeners of this process before it returns, those of others soon. */
  send(channel: string, payload: string): void {
    if (Buffer.byteLength(payload) > LONGEST_PAYLOAD) {
      throw new Error(`Notification on "${channel}" is longer than ${LONGEST_PAYLOAD} bytes: send an id instead`)
    }
    this.#deliver(channel, payload)
    this.#backend.publish?.(channel, payload)
  }

  listen(channel: string, listener: (payload: string) => void): () => void {
    const listeners = this.#listeners.get(channel) ?? new Set()
    this.#listeners.set(channel, listeners)
    // Wrapped, so that one function may listen twice and stop once.
    const own = (payload: string) => listener(payload)
    listeners.add(own)
    return () => {
      listeners.delete(own)
      if (listeners.size === 0 && this.#listeners.get(channel) === listeners) this.#listeners.delete(channel)
    }
  }

  close(): void {
    this.#listeners.clear()
  }

  #deliver(channel: string, payload: string): void {
    for (const listener of [...(this.#listeners.get(channel) ?? [])]) {
      try {
        listener(payload)
      } catch (error) {
        this.#log.error({ err: error, channel }, 'Listener failed')
      }
    }
  }
}
