import { ERROR_CODE } from '@towpath/agent-link'
import type { Database } from '@towpath/storage'
import type { CommandKey, CommandsForHosts } from '../../commands-for-hosts.ts'
import type { HostKey } from '../../ports/host-commands.ts'

/** What may go wrong with one message of an agent. */
export type Fault =
  | 'none'
  /** The request does not arrive. */
  | 'request-lost'
  /** It arrives, its answer does not. */
  | 'answer-lost'
  /** The agent is killed and started again instead. */
  | 'agent-crash'
  /** It polls once more although it has a command, as the official agent does. */
  | 'polls-again'
  /** A message sent before arrives once more. */
  | 'old-message'

export interface AgentPlan {
  /** Index of the event whose script fails; undefined: none does. */
  failsAt?: number
  /** Index of the event at which the agent is gone for good; undefined: it stays. */
  goneAt?: number
  /** Events with nothing to run. */
  noops: number[]
}

/** Calls the control plane as of now. Resolves to undefined when it died before it could answer. */
export type Server = <T>(call: (db: Database, commands: CommandsForHosts) => Promise<T>) => Promise<T | undefined>

interface Held {
  command: CommandKey
  /** The script runs, or has run: what the official agent's tracking file tells it after a restart. */
  started: boolean
  /** Still to be sent. */
  completion?: 'Succeeded' | 'Failed'
}

/** An agent as the official one behaves, reduced to what it says and when. */
export class SimulatedAgent {
  readonly host: HostKey
  readonly #plan: AgentPlan
  readonly #server: Server
  readonly #held: Held[] = []
  readonly #sent: ((db: Database, commands: CommandsForHosts) => Promise<unknown>)[] = []
  /** `DEPLOYMENT/EVENT` of each script that was run. */
  readonly ran: string[] = []
  #deliveries = 0

  constructor(host: HostKey, plan: AgentPlan, server: Server) {
    this.host = host
    this.#plan = plan
    this.#server = server
  }

  /**
   * Does the next thing it has to do, with the command number `pick` of those it holds: the official agent works at
   * several at a time. Resolves to whether there was anything.
   */
  async act(fault: Fault, pick = 0): Promise<boolean> {
    if (fault === 'agent-crash') return this.#restart()
    if (fault === 'old-message') return this.#repeatOldMessage(pick)
    if (fault === 'polls-again') return this.#poll('none')
    const held = this.#held[pick % this.#held.length]
    if (!held) return this.#poll(fault)
    if (this.#plan.goneAt !== undefined && held.command.event >= this.#plan.goneAt) return false
    return held.started ? this.#complete(held, fault) : this.#acknowledge(held, fault)
  }

  async #poll(fault: Fault): Promise<boolean> {
    if (fault === 'request-lost') return true
    const found = await this.#server((db, commands) => commands.waiting(db, this.host))
    if (!found || fault === 'answer-lost') return found !== undefined
    this.#deliveries += 1
    this.#held.push({ command: { ...found, delivery: `delivery-${this.#deliveries}` }, started: false })
    return true
  }

  async #acknowledge(held: Held, fault: Fault): Promise<boolean> {
    const { command } = held
    const noop = this.#plan.noops.includes(command.event)
    const status = await this.#send(fault, (db, commands) => commands.acknowledge(db, command, 'host', noop))
    if (status === undefined) return true
    if (status !== 'InProgress' && status !== 'Pending') {
      this.#drop(held)
      return true
    }
    held.started = true
    held.completion = command.event === this.#plan.failsAt ? 'Failed' : 'Succeeded'
    this.ran.push(`${command.deploymentId}/${command.event}`)
    return true
  }

  async #complete(held: Held, fault: Fault): Promise<boolean> {
    const { command, completion } = held
    const succeeded = completion === 'Succeeded'
    const diagnostics = { errorCode: ERROR_CODE.scriptFailed, scriptName: 'a.sh', message: 'exit 3', log: '' }
    const report = succeeded ? { succeeded } : { succeeded, diagnostics }
    const sent = await this.#send(fault, (db, commands) => commands.complete(db, command, report).then(() => true))
    if (sent) this.#drop(held)
    return true
  }

  /** The scripts of a killed agent are reported as failed; what had not begun is forgotten. */
  async #restart(): Promise<boolean> {
    const started = this.#held.filter((held) => held.started)
    for (const held of started) held.completion = 'Failed'
    this.#held.splice(0, this.#held.length, ...started)
    return true
  }

  async #repeatOldMessage(pick: number): Promise<boolean> {
    const message = this.#sent[pick % this.#sent.length]
    if (message) await this.#server(message)
    return message !== undefined
  }

  async #send<T>(
    fault: Fault,
    message: (db: Database, commands: CommandsForHosts) => Promise<T>,
  ): Promise<T | undefined> {
    if (fault === 'request-lost') return undefined
    this.#sent.push(message)
    const answer = await this.#server(message)
    return fault === 'answer-lost' ? undefined : answer
  }

  #drop(held: Held): void {
    this.#held.splice(this.#held.indexOf(held), 1)
  }
}
