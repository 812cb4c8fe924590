import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import {
  COMPLETED_NOOP,
  type CommandClient,
  type DeploymentSpecification,
  FAILED_AFTER_RESTART,
  formatDiagnostics,
  formatNoop,
  type HostCommand,
} from '@towpath/agent-link'
import type { Clock } from '@towpath/base/clock.ts'
import type { HostTools } from '../events/host-tools.ts'
import { isNoop, runEvent } from '../events/index.ts'
import { failedWith } from '../events/outcome.ts'
import type { CommandOutcome, Ledger, LedgerEntry } from '../host/ledger.ts'
import { identify, killOrphanGroup } from '../host/processes.ts'
import type { AgentLog } from '../log/agent-log.ts'
import { LiveOutput } from './live-output.ts'
import { Interrupted, PersistentCalls } from './persistent-calls.ts'
import { readSpecification, type SignerTrust, specificationRequest } from './specification.ts'

export interface ExecutorParts {
  client: CommandClient
  identifier: string
  trust: SignerTrust
  ledger: Ledger
  tools: HostTools
  clock: Clock
  log: AgentLog
  /** Aborted when the agent is to stop: what runs is finished, nothing new is begun. */
  stop: AbortSignal
  /** Aborted when what runs is to be ended at once. */
  force?: AbortSignal
}

const MOST_AT_ONCE = 16
/** Specifications that are kept: those of the deployments that a host may be in at a time, and more. */
const SPECIFICATIONS_KEPT = 32

/**
 * Runs commands: asks what they are about, acknowledges, runs, completes exactly once. What it does is in the ledger
 * before it is done, see there for what that means after a crash.
 */
export class CommandExecutor {
  readonly #parts: ExecutorParts
  readonly #calls: PersistentCalls
  readonly #running = new Map<string, Promise<void>>()
  /** By execution: what a deployment is about stays the same for all its events. */
  readonly #specifications = new Map<string, DeploymentSpecification>()

  constructor(parts: ExecutorParts) {
    this.#parts = parts
    this.#calls = new PersistentCalls(parts.client, parts)
  }

  /** Takes a polled command; resolves when there is room for another. */
  async accept(command: HostCommand): Promise<void> {
    const { identifier, ledger, log } = this.#parts
    const id = command.HostCommandIdentifier
    // The official agent looks whether one is part of the other, so that almost anything passes (observed).
    if (command.HostIdentifier !== identifier) {
      throw new Error(`Command ${id} is for ${command.HostIdentifier} and not for this host`)
    }
    if (!command.CommandName) throw new Error(`Command ${id} has no name`)
    const known = ledger.find(id)
    if (this.#running.has(id)) return
    log.info(`Received command ${id}: ${command.CommandName}`)
    this.#start(id, known?.outcome ? this.#report(id, known.outcome) : this.#process(command))
    while (this.#running.size >= MOST_AT_ONCE) await Promise.race(this.#running.values())
  }

  /** Takes up what an earlier run of the agent left; to be called before the first command is accepted. */
  async recover(): Promise<void> {
    for (const entry of this.#parts.ledger.unfinished()) {
      const id = entry.command.HostCommandIdentifier
      if (entry.state === 'received') this.#start(id, this.#process(entry.command))
      else this.#start(id, this.#report(id, entry.outcome ?? (await this.#failInterrupted(entry))))
    }
  }

  /** Resolves when nothing runs any more. */
  async drain(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values())
  }

  #start(id: string, work: Promise<void>): void {
    const { log } = this.#parts
    const done = work
      .catch((error: unknown) => {
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
        if (error instanceof Interrupted) log.warn(error.message)
        else log.error(`Command ${id} could not be handled: ${message}`)
      })
      .finally(() => this.#running.delete(id))
    this.#running.set(id, done)
  }

  async #process(command: HostCommand): Promise<void> {
    const { ledger, clock } = this.#parts
    const id = command.HostCommandIdentifier
    const received = ledger.received(command, clock.now())
    const asked = this.#specification(command)
    // The disk and the control plane work at the same time; each is heard below.
    await Promise.allSettled([received, asked])
    await received
    let spec: DeploymentSpecification
    let wanted: boolean
    try {
      spec = await asked
      wanted = await this.#acknowledge(command, spec)
    } catch (error) {
      if (error instanceof Interrupted) throw error
      return this.#finish(id, failedWith(error))
    }
    if (!wanted) return ledger.reported(id)
    const { outcome, outputSent } = await this.#run(command, spec)
    await this.#finish(id, outcome, outputSent)
    await rm(this.#parts.tools.layout.tracking(spec.deploymentId), { force: true })
  }

  /** What a command is about, proven to be the control plane's word. */
  async #specification(command: HostCommand): Promise<DeploymentSpecification> {
    const { identifier, trust } = this.#parts
    const execution = command.DeploymentExecutionId
    const known = this.#specifications.get(execution)
    if (known) return known
    const answer = await this.#calls.call('GetDeploymentSpecification', specificationRequest(command, identifier))
    const spec = await readSpecification(answer, trust)
    this.#specifications.set(execution, spec)
    const [oldest] = this.#specifications.keys()
    if (this.#specifications.size > SPECIFICATIONS_KEPT && oldest !== undefined) this.#specifications.delete(oldest)
    return spec
  }

  /** Whether the control plane wants the command run. */
  async #acknowledge(command: HostCommand, spec: DeploymentSpecification): Promise<boolean> {
    const { tools, log } = this.#parts
    const id = command.HostCommandIdentifier
    const noop = await isNoop(command.CommandName, spec, tools)
    const { CommandStatus: status } = await this.#calls.call('PutHostCommandAcknowledgement', {
      HostCommandIdentifier: id,
      Diagnostics: { Format: 'JSON', Payload: formatNoop(noop) },
    })
    if (status === 'Succeeded' || status === 'Failed') {
      log.info(`Command ${id} is already ${status} to the control plane`)
      if (status === 'Failed' && noop) {
        await this.#finish(id, { status: 'Succeeded', diagnostics: COMPLETED_NOOP })
      }
      return false
    }
    return true
  }

  /** The event's outcome, and when its output has been sent. */
  async #run(
    command: HostCommand,
    spec: DeploymentSpecification,
  ): Promise<{ outcome: CommandOutcome; outputSent: Promise<void> | undefined }> {
    const { ledger, tools, log, force } = this.#parts
    const id = command.HostCommandIdentifier
    await Promise.all([ledger.begun(id, spec.deploymentId), noteOngoing(tools.layout.tracking(spec.deploymentId), id)])
    log.info(`Running ${command.CommandName} of deployment ${spec.deploymentId}`)
    const output = this.#liveOutput(id)
    const outcome = await runEvent(command.CommandName, spec, tools, {
      scriptStarted: async (pid) => ledger.script(id, await identify(pid)),
      scriptEnded: () => ledger.script(id, undefined),
      output: (entries) => output?.add(entries),
      signal: force,
    })
    const { message } = outcome.diagnostics
    if (outcome.status === 'Failed') log.error(`${command.CommandName} of ${spec.deploymentId} failed: ${message}`)
    return { outcome, outputSent: output?.close() }
  }

  #liveOutput(id: string): LiveOutput | undefined {
    const { client, clock } = this.#parts
    if (!client.extensions.liveOutput) return undefined
    return new LiveOutput(
      (Sequence, Entries, signal) =>
        client.call('PutHostCommandOutput', { HostCommandIdentifier: id, Sequence, Entries }, signal),
      clock,
    )
  }

  /** Output comes before the report: of a command that is complete none is taken. */
  async #finish(id: string, outcome: CommandOutcome, outputSent?: Promise<void>): Promise<void> {
    await Promise.all([this.#parts.ledger.finished(id, outcome), outputSent])
    await this.#report(id, outcome)
  }

  async #report(id: string, outcome: CommandOutcome): Promise<void> {
    const { ledger, log } = this.#parts
    try {
      await this.#calls.call('PutHostCommandComplete', {
        HostCommandIdentifier: id,
        CommandStatus: outcome.status,
        Diagnostics: { Format: 'JSON', Payload: formatDiagnostics(outcome.diagnostics) },
      })
      log.info(`Command ${id} is completed as ${outcome.status}`)
    } catch (error) {
      if (error instanceof Interrupted) throw error
      log.error(`The completion of command ${id} was refused: ${error instanceof Error ? error.message : error}`)
    }
    await ledger.reported(id)
  }

  /** Nobody knows how far an interrupted command came, so it is not run again. What is left of its script is ended. */
  async #failInterrupted(entry: LedgerEntry): Promise<CommandOutcome> {
    const { ledger, log, tools } = this.#parts
    const { command, deploymentId, script } = entry
    log.warn(`Command ${command.HostCommandIdentifier} was interrupted when the agent ended; it is failed`)
    if (script && (await killOrphanGroup(script, `DEPLOYMENT_ID=${deploymentId}`))) {
      log.warn(`Ended the script that it had left running (PID ${script.pid})`)
    }
    const outcome: CommandOutcome = { status: 'Failed', diagnostics: FAILED_AFTER_RESTART }
    await ledger.finished(command.HostCommandIdentifier, outcome)
    if (deploymentId !== undefined) await rm(tools.layout.tracking(deploymentId), { force: true })
    return outcome
  }
}

/** For whoever looks there for a running deployment. The agent goes by its ledger, so the disk may take its time. */
async function noteOngoing(file: string, commandId: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, commandId)
}
