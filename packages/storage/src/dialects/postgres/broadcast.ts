import { randomUUID } from 'node:crypto'
import type { Logger } from '@towpath/base'
import pg from 'pg'

/** PostgreSQL's channel; ours travel inside. */
const CHANNEL = 'towpath'
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 10_000

/** Notifications between processes by LISTEN and NOTIFY. What is sent while the connection is down is lost. */
export class Broadcast {
  readonly #pool: pg.Pool
  readonly #config: pg.ClientConfig
  readonly #log: Logger
  /** Tells our own notifications, which the listeners of this process have heard already. */
  readonly #self = randomUUID()
  readonly #unsent = new Set<string>()
  #sending: Promise<void> | undefined
  #receive: (channel: string, payload: string) => void = () => undefined
  #listening: pg.Client | undefined
  #reconnecting: NodeJS.Timeout | undefined
  #closed = false

  constructor(pool: pg.Pool, config: pg.ClientConfig, log: Logger) {
    this.#pool = pool
    this.#config = config
    this.#log = log
  }

  onReceived(receive: (channel: string, payload: string) => void): void {
    this.#receive = receive
  }

  /** Sends soon; the same thing only once, and everything that came together in one query. */
  publish(channel: string, payload: string): void {
    this.#unsent.add(`${this.#self}\n${channel}\n${payload}`)
    this.#sending ??= this.#send()
  }

  async #send(): Promise<void> {
    while (this.#unsent.size > 0) {
      const messages = [...this.#unsent]
      this.#unsent.clear()
      try {
        await this.#pool.query('select pg_notify($1, message) from unnest($2::text[]) as message', [CHANNEL, messages])
      } catch (error) {
        this.#log.warn({ err: error }, 'Notifications could not be sent')
      }
    }
    this.#sending = undefined
  }

  /** Connects, and from then on connects again whenever the connection is lost. Rejects when it cannot at first. */
  async listen(): Promise<void> {
    const client = new pg.Client(this.#config)
    const lost = () => this.#lost(client)
    client.on('error', lost)
    client.on('end', lost)
    client.on('notification', ({ payload = '' }) => this.#received(payload))
    this.#listening = client
    await client.connect()
    await client.query(`listen ${CHANNEL}`)
  }

  #received(message: string): void {
    const [sender, channel = '', ...payload] = message.split('\n')
    if (sender !== this.#self) this.#receive(channel, payload.join('\n'))
  }

  #lost(client: pg.Client): void {
    if (this.#closed || this.#listening !== client) return
    this.#listening = undefined
    this.#log.warn('Connection for notifications was lost')
    client.end().catch(() => undefined)
    this.#connectAgain(FIRST_PAUSE_MS)
  }

  #connectAgain(pause: number): void {
    this.#reconnecting = setTimeout(async () => {
      try {
        await this.listen()
      } catch (error) {
        this.#log.warn({ err: error }, 'Connection for notifications cannot be made')
        this.#listening = undefined
        if (!this.#closed) this.#connectAgain(Math.min(pause * 2, LONGEST_PAUSE_MS))
      }
    }, pause)
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#reconnecting)
    await this.#sending
    await this.#listening?.end().catch(() => undefined)
  }
}
