import type { Operation } from '../operation.ts'
import { codecFor } from '../protocols/index.ts'
import type { ProtocolCodec } from '../protocols/protocol.ts'
import { readModel, type ServiceModel } from '../schema/model.ts'
import type { Service, ServiceEntry } from '../service.ts'
import { type Constraints, readConstraints } from '../validation/constraints.ts'

/** A service with everything that serving it needs. */
export interface LoadedService {
  service: Service
  model: ServiceModel
  constraints: Constraints
  codec: ProtocolCodec
  operations: Map<string, Operation>
}

/** What a request says of the service it is for. */
export interface ServiceHints {
  /** Service of the credential scope. */
  signingName?: string
  /** `X-Amz-Target`. */
  target?: string
  /** `Version` of the query protocols. */
  version?: string
}

/** The services of a control plane. Each is loaded on its first request, and only once. */
export class ServiceTable {
  readonly #entries: ServiceEntry[]
  readonly #loaded = new Map<ServiceEntry, Promise<LoadedService>>()

  constructor(entries: ServiceEntry[]) {
    this.#entries = entries
  }

  /** The service that the hints agree on, or nearly: a known signing name with an unknown target is still its. */
  find(hints: ServiceHints): ServiceEntry | undefined {
    const { signingName, target, version } = hints
    const named =
      signingName === undefined ? this.#entries : this.#entries.filter((it) => it.signingNames.includes(signingName))
    const prefix = target?.slice(0, Math.max(0, target.lastIndexOf('.')))
    const exact =
      (prefix === undefined ? undefined : named.find((entry) => entry.targets?.includes(prefix))) ??
      (version === undefined ? undefined : named.find((entry) => entry.version === version))
    return exact ?? (signingName === undefined ? undefined : named[0])
  }

  /** The service that unsigned requests without any other hint are for. */
  rest(): ServiceEntry | undefined {
    return this.#entries.find((entry) => entry.protocol === 'restXml')
  }

  /** The service of that name, for calls between rooms. */
  named(name: string): ServiceEntry | undefined {
    return this.#entries.find((entry) => entry.signingNames.includes(name))
  }

  load(entry: ServiceEntry): Promise<LoadedService> {
    const known = this.#loaded.get(entry)
    if (known) return known
    const loading = load(entry)
    this.#loaded.set(entry, loading)
    // A failure is told to whoever waits, and the next request tries again.
    loading.catch(() => this.#loaded.delete(entry))
    return loading
  }
}

async function load(entry: ServiceEntry): Promise<LoadedService> {
  const service = await entry.load()
  const [schemas, constraints] = await Promise.all([service.schemas(), service.constraints()])
  const model = readModel((schemas.default ?? schemas) as Record<string, unknown>)
  const operations = new Map<string, Operation>(service.operations.map((each) => [each.name, each]))
  for (const name of operations.keys()) {
    if (!model.operations.has(name)) throw new Error(`${service.name}: the schemas know no operation ${name}`)
  }
  return { service, model, constraints: readConstraints(constraints), codec: codecFor(service.protocol), operations }
}
