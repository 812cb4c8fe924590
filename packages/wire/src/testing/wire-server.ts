import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, createLogger, type Ids, randomIds, systemClock } from '@towpath/base'
import { openStore, type Store } from '@towpath/storage'
import type { Access, AccessDecision, AuditRecord, Authorizer } from '../access.ts'
import { createWire, type Wire } from '../dispatch/create-wire.ts'
import type { Principal } from '../principal.ts'
import type { ServiceEntry } from '../service.ts'

/** Credentials of the root user of a test's control plane. */
export const ROOT = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'test-secret' }
export const ACCOUNT = '123456789012'

export interface WireServer extends AsyncDisposable {
  endpoint: string
  port: number
  wire: Wire
  store: Store
  audit: AuditRecord[]
  /** What was logged at warn and above. */
  logged: Record<string, unknown>[]
  /** For an SDK client's constructor. */
  client: { endpoint: string; region: string; credentials: typeof ROOT; maxAttempts: number }
}

export interface WireServerOptions {
  decide?(principal: Principal, access: Access): AccessDecision
  clock?: Clock
  ids?: Ids
  /** Whether there is such an access key; by default there is the root user's alone. */
  isKnown?(accessKeyId: string): boolean
}

const ALLOWED: AccessDecision = { allowed: true, reason: 'allowed' }

/** A wire over HTTP with a real store, whose callers are all the root user. */
export async function wireServer(entries: ServiceEntry[], options: WireServerOptions = {}): Promise<WireServer> {
  const folder = await mkdtemp(join(tmpdir(), 'towpath-wire-'))
  const logged: Record<string, unknown>[] = []
  const log = createLogger({ level: 'warn', destination: { write: (line) => logged.push(JSON.parse(line)) } })
  const store = await openStore({ folder, log })
  const audit: AuditRecord[] = []
  const authorizer: Authorizer = {
    decide: async (principal, access) => options.decide?.(principal, access) ?? ALLOWED,
  }
  const wire = createWire({
    entries,
    credentials: { find: async (accessKeyId) => credential(accessKeyId, options.isKnown) },
    authorizer,
    audit: { record: (entry) => audit.push(entry) },
    store,
    clock: options.clock ?? systemClock,
    ids: options.ids ?? randomIds,
    log,
    account: ACCOUNT,
    defaultRegion: 'us-east-1',
  })
  const server = createServer()
  server.on('request', (request, response) => void wire.handle(request, response))
  server.on('checkContinue', (request, response) => void wire.handle(request, response))
  const port = await listen(server)
  const endpoint = `http://127.0.0.1:${port}`
  const client = { endpoint, region: 'us-east-1', credentials: ROOT, maxAttempts: 1 }

  return {
    endpoint,
    port,
    wire,
    store,
    audit,
    logged,
    client,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await wire.close()
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function credential(accessKeyId: string, isKnown = (id: string) => id === ROOT.accessKeyId) {
  if (!isKnown(accessKeyId)) return { refused: 'unknown' as const }
  const principal: Principal = { type: 'root', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, userId: ACCOUNT }
  return { ...ROOT, principal: { ...principal, accessKeyId } }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}
