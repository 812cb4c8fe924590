import type { Agent } from 'node:http'
import type { Clock } from '@towpath/base'
import {
  AGENT_VERSION_HEADER,
  COMMAND_SERVICE,
  EXTENSIONS_HEADER,
  type Extensions,
  formatWait,
  PREFER_HEADER,
  parseExtensions,
} from '../command-service.ts'
import type { CommandOperations } from '../messages.ts'
import { connections, type HttpRequest, readText, send } from './http.ts'
import { type CredentialsProvider, sign } from './signing.ts'
import { isIdentityRefusal, isTransient, parseAnswer, serviceError, toWire } from './wire-json.ts'

export interface CommandClientOptions {
  /** Base address of the control plane. */
  endpoint: string
  region: string
  credentials: CredentialsProvider
  agentVersion: string
  clock: Clock
  /** Use the names that need explicit permissions (`enable_auth_policy`). */
  secure?: boolean
  /** `http://proxy:3128`, for all requests. */
  proxy?: string
  /** PEM; the authorities to believe for TLS instead of the system's. */
  ca?: string[]
  /** How long nothing may come before a connection counts as dead. Default 80,000. */
  readTimeoutMs?: number
}

type OperationName = keyof CommandOperations

/** Pauses before the second, third and fourth try, as the official agent's client makes them (observed). */
const RETRY_PAUSES_MS = [300, 600, 1200]

/** How long a poll may be held open: it is given up at once when the agent stops, so for as long as is offered. Seconds. */
const LONG_POLL_SECONDS = 140
/** Who holds a poll for long gives a sign of life every 50 s; whoever waits less than this for one asks for less. */
const LONG_POLL_NEEDS_MS = 60_000
const SHORT_POLL_SECONDS = 20
/** After a long poll that broke off: that many short ones. Something in between may not bear long ones. */
const SHORT_POLLS = 6

const DEFAULT_READ_TIMEOUT_MS = 80_000
const MAX_ANSWER_BYTES = 8 * 1024 * 1024
const CLOCK_SKEW_WORTH_CORRECTING_MS = 60_000

/**
 * Talks to the control plane: signed JSON over kept-alive connections.
 *
 * What is tried again (up to four tries): no answer, HTTP 5xx, throttling; each operation may be repeated without harm.
 * A caller who is refused tries once more with fresh credentials and with the server's idea of the time.
 */
export class CommandClient {
  readonly #options: CommandClientOptions & { readTimeoutMs: number }
  readonly #agent: Agent
  /** Server time minus ours, once a request was refused because of it. */
  #clockOffsetMs = 0
  #extensions: Extensions = parseExtensions(undefined)
  #shortPolls = 0

  constructor(options: CommandClientOptions) {
    this.#options = { ...options, readTimeoutMs: options.readTimeoutMs ?? DEFAULT_READ_TIMEOUT_MS }
    this.#agent = connections(options.endpoint, { ...options, keepAlive: true })
  }

  /** What the control plane offered in its last answer to a poll. */
  get extensions(): Extensions {
    return this.#extensions
  }

  /**
   * Calls one operation. Rejects with CommandServiceError or NetworkError; when `signal` is aborted, with NetworkError.
   */
  async call<Name extends OperationName>(
    operation: Name,
    input: CommandOperations[Name][0],
    signal?: AbortSignal,
  ): Promise<CommandOperations[Name][1]> {
    let identityRetried = false
    for (let attempt = 0; ; ) {
      try {
        return await this.#once(operation, input, { fresh: identityRetried }, signal)
      } catch (error) {
        if (signal?.aborted) throw error
        if (isIdentityRefusal(error) && !identityRetried) {
          identityRetried = true
          continue
        }
        if (operation === 'PollHostCommand' && isTransient(error)) this.#shortPolls = SHORT_POLLS
        const pause = RETRY_PAUSES_MS[attempt]
        if (!isTransient(error) || pause === undefined) throw error
        attempt += 1
        await this.#options.clock.sleep(pause, signal)
      }
    }
  }

  /** Gives the kept-alive connections up. */
  close(): void {
    this.#agent.destroy()
  }

  async #once<Name extends OperationName>(
    operation: Name,
    input: CommandOperations[Name][0],
    credentials: { fresh: boolean },
    signal: AbortSignal | undefined,
  ): Promise<CommandOperations[Name][1]> {
    const { readTimeoutMs } = this.#options
    const request = await this.#signed(operation, input, credentials)
    const response = await send(request, { agent: this.#agent, readTimeoutMs, signal })
    const body = await readText(response, MAX_ANSWER_BYTES)
    const status = response.statusCode ?? 0
    if (status !== 200) {
      this.#learnTime(response.headers.date, status)
      throw serviceError(operation, status, String(response.headers['x-amzn-errortype'] ?? ''), body)
    }
    if (operation === 'PollHostCommand')
      this.#extensions = parseExtensions(String(response.headers[EXTENSIONS_HEADER] ?? ''))
    return parseAnswer(operation, body) as CommandOperations[Name][1]
  }

  async #signed(operation: string, input: object, options: { fresh: boolean }): Promise<HttpRequest> {
    const { endpoint, region, agentVersion, secure, clock } = this.#options
    const names = secure ? COMMAND_SERVICE.secure : COMMAND_SERVICE.standard
    const body = JSON.stringify(toWire(input))
    const request: HttpRequest = {
      method: 'POST',
      url: new URL(endpoint),
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `${names.target}.${operation}`,
        [AGENT_VERSION_HEADER]: agentVersion,
      },
      body,
    }
    const date = new Date(clock.now() + this.#clockOffsetMs)
    const signed = sign(request, { service: names.signingName, region }, await this.#options.credentials(options), date)
    if (operation !== 'PollHostCommand') return signed
    // Not signed: proxies may take such a preference away.
    return { ...signed, headers: { ...signed.headers, [PREFER_HEADER]: formatWait(this.#pollSeconds()) } }
  }

  #pollSeconds(): number {
    const { readTimeoutMs } = this.#options
    if (this.#shortPolls > 0) this.#shortPolls -= 1
    else if (readTimeoutMs >= LONG_POLL_NEEDS_MS) return LONG_POLL_SECONDS
    // An answer that is due when the patience ends would always come too late.
    return Math.max(1, Math.min(SHORT_POLL_SECONDS, Math.floor(readTimeoutMs / 2000)))
  }

  #learnTime(date: string | undefined, status: number): void {
    const serverTime = date === undefined ? Number.NaN : Date.parse(date)
    if (status >= 500 || Number.isNaN(serverTime)) return
    const offset = serverTime - this.#options.clock.now()
    this.#clockOffsetMs = Math.abs(offset) > CLOCK_SKEW_WORTH_CORRECTING_MS ? offset : 0
  }
}
