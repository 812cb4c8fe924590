import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type CommandStatus,
  type DeploymentSpecification,
  type Diagnostics,
  EXTENSIONS_HEADER,
  formatExtensions,
  formatSpecification,
  type HostCommand,
  type OutputEntry,
  parseDiagnostics,
  parseNoop,
} from '@towpath/agent-link'
import {
  createAuthority,
  createSigner,
  type KeyPair,
  signEnvelope,
  signerName,
} from '@towpath/agent-link/envelope/index.ts'

export interface Completion {
  id: string
  status: CommandStatus
  diagnostics?: Diagnostics
}

interface Queued {
  command: HostCommand
  spec: DeploymentSpecification
  acknowledged: boolean
}

/**
 * A control plane of a few lines, for the flow on the wire: hands commands out in order, each until it is acknowledged,
 * the next when the one before is complete. It does not check signatures of requests.
 */
export class CommandServiceStub {
  readonly completions: Completion[] = []
  readonly acknowledgements: { id: string; noop: boolean | undefined }[] = []
  readonly output = new Map<string, OutputEntry[]>()
  readonly calls: string[] = []
  authority: KeyPair
  /** Answers acknowledgements with this status. */
  acknowledgeWith: CommandStatus | undefined
  /** Takes the next so many calls of an operation and gives no answer, or this status. */
  readonly failures = new Map<string, { times: number; status?: number }>()
  /** Changes payloads before they are sent. */
  tamper: (payload: string) => string = (payload) => payload
  readonly #signer: KeyPair
  readonly #server: Server
  readonly #longPollMs: number
  #queue: Queued[] = []

  private constructor(authority: KeyPair, signer: KeyPair, longPollMs: number) {
    this.authority = authority
    this.#signer = signer
    this.#longPollMs = longPollMs
    this.#server = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? ''
      this.calls.push(operation)
      const failure = this.failures.get(operation)
      if (failure && failure.times > 0) {
        failure.times -= 1
        if (failure.status === undefined) request.socket.destroy()
        else response.writeHead(failure.status).end('{"__type":"ServerException"}')
        return
      }
      const answer = await this.#answer(operation, JSON.parse(body))
      response.setHeader(EXTENSIONS_HEADER, formatExtensions({ liveOutput: true, longPollSeconds: 1 }))
      response.end(JSON.stringify(answer))
    })
  }

  static async start(options: { longPollMs?: number; port?: number } = {}): Promise<CommandServiceStub> {
    const valid = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 3_600_000) }
    const authority = await createAuthority({ name: 'Stub authority', ...valid })
    const signer = await createSigner(authority, { name: signerName('us-east-1'), ...valid })
    const stub = new CommandServiceStub(authority, signer, options.longPollMs ?? 1100)
    await new Promise<void>((resolve) => stub.#server.listen(options.port ?? 0, '127.0.0.1', resolve))
    return stub
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** Queues one command; its id is `DEPLOYMENT:EVENT`. */
  give(identifier: string, spec: DeploymentSpecification, ...events: string[]): void {
    for (const event of events) {
      const command = {
        HostCommandIdentifier: `${spec.deploymentId}:${event}`,
        HostIdentifier: identifier,
        DeploymentExecutionId: `us-east-1/123456789012/${spec.deploymentId}/${event}`,
        CommandName: event,
      }
      this.#queue.push({ command, spec, acknowledged: false })
    }
  }

  completion(id: string): Completion | undefined {
    return this.completions.find((completion) => completion.id === id)
  }

  async #answer(operation: string, input: Record<string, string>): Promise<object> {
    const id = input.HostCommandIdentifier ?? ''
    const diagnostics = (input.Diagnostics as unknown as { Payload?: string } | undefined)?.Payload
    switch (operation) {
      case 'PollHostCommand':
        return { HostCommand: await this.#nextCommand() }
      case 'GetDeploymentSpecification':
        return this.#specification(input.DeploymentExecutionId ?? '')
      case 'PutHostCommandAcknowledgement': {
        this.acknowledgements.push({ id, noop: parseNoop(diagnostics) })
        const queued = this.#find(id)
        if (queued) queued.acknowledged = true
        return { CommandStatus: this.acknowledgeWith ?? 'InProgress' }
      }
      case 'PutHostCommandComplete': {
        const status = input.CommandStatus === 'Succeeded' ? 'Succeeded' : 'Failed'
        this.completions.push({ id, status, diagnostics: parseDiagnostics(diagnostics ?? '') })
        this.#queue = this.#queue.filter((queued) => queued.command.HostCommandIdentifier !== id)
        return {}
      }
      case 'PutHostCommandOutput': {
        const { Sequence, Entries } = input as unknown as { Sequence: number; Entries: OutputEntry[] }
        const stored = this.output.get(id) ?? []
        this.output.set(id, [...stored.slice(0, Sequence), ...Entries])
        return { Accepted: true, NextSequence: Sequence + Entries.length }
      }
      default:
        throw new Error(`The stub has no ${operation}`)
    }
  }

  async #nextCommand(): Promise<HostCommand | undefined> {
    const end = Date.now() + this.#longPollMs
    do {
      const [first] = this.#queue
      if (first && !first.acknowledged) return first.command
      await new Promise((resolve) => setTimeout(resolve, 10))
    } while (Date.now() < end)
    return undefined
  }

  async #specification(executionId: string): Promise<object> {
    const queued = this.#queue.find(({ command }) => command.DeploymentExecutionId === executionId)
    if (!queued) throw new Error(`The stub has no ${executionId}`)
    const Payload = this.tamper(await signEnvelope(formatSpecification(queued.spec), this.#signer, new Date()))
    return {
      DeploymentSystem: 'CodeDeploy',
      DeploymentSpecification: { GenericEnvelope: { Format: 'PKCS7/JSON', Payload } },
    }
  }

  #find(id: string): Queued | undefined {
    return this.#queue.find(({ command }) => command.HostCommandIdentifier === id)
  }
}
