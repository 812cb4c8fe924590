import { type CommandClient, type CommandOperations, CommandServiceError } from '@towpath/agent-link'
import type { Clock } from '@towpath/base/clock.ts'
import { NoCredentials } from '../identity/credentials.ts'
import type { AgentLog } from '../log/agent-log.ts'
import { WITHOUT_CREDENTIALS_MS } from './back-off.ts'

/** The agent stops before a call got through; the ledger knows what is left to do. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

const PAUSES_MS = [1000, 2000, 5000]
const LAST_PAUSE_MS = 10_000
/** Tries after which the same trouble is written to the log again. */
const SAY_AGAIN = 20

/** What may be mended while we wait: rights, keys, load. Everything else that is refused stays refused. */
const MENDABLE = /AccessDenied|Unrecognized|Expired|Signature|InvalidClientToken|TimeTooSkewed|Throttl|RateExceeded/i

/**
 * Makes calls that must arrive: whatever may pass (no network, server errors, missing rights) is waited for, as long as
 * the agent runs. Rejects with CommandServiceError when the control plane refuses for good, and with Interrupted when
 * the agent stops first.
 */
export class PersistentCalls {
  readonly #client: CommandClient
  readonly #clock: Clock
  readonly #log: AgentLog
  readonly #stop: AbortSignal

  constructor(client: CommandClient, options: { clock: Clock; log: AgentLog; stop: AbortSignal }) {
    this.#client = client
    this.#clock = options.clock
    this.#log = options.log
    this.#stop = options.stop
  }

  async call<Name extends keyof CommandOperations>(
    operation: Name,
    input: CommandOperations[Name][0],
  ): Promise<CommandOperations[Name][1]> {
    let said: string | undefined
    for (let attempt = 0; ; attempt += 1) {
      // Asked for before the call, so that even an agent that stops has tried once.
      const stopping = this.#stop.aborted
      try {
        return await this.#client.call(operation, input)
      } catch (error) {
        if (isFinal(error)) throw error
        const message = error instanceof Error ? error.message : String(error)
        if (stopping) throw new Interrupted(`${operation} did not get through before the agent stopped: ${message}`)
        if (message !== said || attempt % SAY_AGAIN === 0) this.#log.warn(`${message}; trying again`)
        said = message
        await this.#clock.sleep(pauseAfter(error, attempt), this.#stop)
      }
    }
  }
}

function pauseAfter(error: unknown, attempt: number): number {
  const pause = PAUSES_MS[attempt] ?? LAST_PAUSE_MS
  return error instanceof NoCredentials ? Math.min(pause, WITHOUT_CREDENTIALS_MS) : pause
}

function isFinal(error: unknown): boolean {
  return (
    error instanceof CommandServiceError && error.status < 500 && error.status !== 429 && !MENDABLE.test(error.code)
  )
}
