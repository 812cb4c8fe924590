import { type CommandClient, type HostCommand, NetworkError } from '@towpath/agent-link'
import type { Clock } from '@towpath/base/clock.ts'
import { NoCredentials } from '../identity/credentials.ts'
import type { AgentLog } from '../log/agent-log.ts'
import { backOffSeconds, reconnectSeconds, WITHOUT_CREDENTIALS_MS } from './back-off.ts'

export interface PollLoop {
  client: CommandClient
  identifier: string
  waitBetweenRunsMs: number
  clock: Clock
  log: AgentLog
  /** Takes a command; resolves when there is room for the next. */
  accept(command: HostCommand): Promise<void>
}

/** How often the same trouble is written to the log. */
const SAY_AGAIN_MS = 60_000
/** A poll that was answered sooner was not held open. */
const HELD_MS = 1000

/** Asks for commands until `signal` is aborted. A held poll is given up then: a command in it is given out again. */
export async function pollForCommands(loop: PollLoop, signal: AbortSignal): Promise<void> {
  const { client, clock, log } = loop
  const trouble = new Trouble(log, clock)
  let errors = 0
  while (!signal.aborted) {
    const startedAt = clock.now()
    let pause: number
    try {
      const answer = await client.call('PollHostCommand', { HostIdentifier: loop.identifier }, signal)
      errors = 0
      trouble.over()
      if (answer.HostCommand) await loop.accept(answer.HostCommand)
      pause = answer.HostCommand ? 0 : pauseAfterNothing(loop, clock.now() - startedAt)
    } catch (error) {
      if (signal.aborted) return
      errors += 1
      trouble.tell(error)
      pause = pauseAfterError(error, errors, clock.now() - startedAt)
    }
    if (pause > 0) await clock.sleep(pause, signal)
  }
}

function pauseAfterNothing({ client, waitBetweenRunsMs }: PollLoop, tookMs: number): number {
  if (client.extensions.longPollSeconds === 0) return waitBetweenRunsMs
  return tookMs >= HELD_MS ? 0 : Math.min(waitBetweenRunsMs, HELD_MS)
}

function pauseAfterError(error: unknown, errors: number, tookMs: number): number {
  if (error instanceof NoCredentials) return WITHOUT_CREDENTIALS_MS
  if (error instanceof NetworkError) return reconnectSeconds(errors) * 1000
  return Math.max(0, backOffSeconds(errors) - Math.ceil(tookMs / 1000)) * 1000
}

/** Says what is wrong when it begins, now and then while it lasts, and that it is over. */
class Trouble {
  readonly #log: AgentLog
  readonly #clock: Clock
  #last: { message: string; at: number } | undefined
  #connected = false

  constructor(log: AgentLog, clock: Clock) {
    this.#log = log
    this.#clock = clock
  }

  tell(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error)
    const now = this.#clock.now()
    if (this.#last?.message === message && now - this.#last.at < SAY_AGAIN_MS) return
    this.#last = { message, at: now }
    this.#log.error(`Cannot poll for commands: ${message}`)
  }

  over(): void {
    if (this.#last || !this.#connected) this.#log.info('Polling for commands works')
    this.#last = undefined
    this.#connected = true
  }
}
