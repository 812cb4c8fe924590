import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { IAMClient } from '@aws-sdk/client-iam'
import { STSClient } from '@aws-sdk/client-sts'
import { type Clock, randomIds, sealingKey, silentLogger, systemClock } from '@towpath/base'
import {
  authorizer,
  credentialStore,
  type IamDeps,
  iamDeps,
  iamEntry,
  iamSchema,
  stsIdentities,
} from '@towpath/services/iam/index.ts'
import { stsEntry } from '@towpath/services/sts/index.ts'
import type { Store } from '@towpath/storage'
import { type DatabaseKind, temporaryStore } from '@towpath/storage/testing.ts'
import { type AuditRecord, type CredentialStore, createWire, type Wire } from '@towpath/wire'

export const ACCOUNT = '123456789012'
export const ROOT_KEY = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'root-secret-of-a-test' }

export interface Keys {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}

/** IAM and STS over HTTP, with real authentication and authorisation. */
export interface IdentityServer extends AsyncDisposable {
  iam: IAMClient
  sts: STSClient
  /** Clients of somebody else than root. */
  as(keys: Keys): { iam: IAMClient; sts: STSClient }
  deps: IamDeps
  store: Store
  audit: AuditRecord[]
  /** For calls from within. */
  wire: Wire
  /** Moves the clock that decides whether sessions have expired and memories are fresh. */
  advance(ms: number): void
  now(): number
  /** A second process on the same database, with a memory of its own; `store` replaces parts of its store. */
  anotherProcess(store?: Partial<Store>): IamDeps
  /** The credentials as a process knows them that was started just now. */
  credentialsAfterRestart(): CredentialStore
}

export async function identityServer(kind?: DatabaseKind): Promise<IdentityServer> {
  const store = await temporaryStore([iamSchema], kind)
  // Clients sign with the real time, so the wire has to know it; for IAM the clock can be moved.
  let offset = 0
  const clock: Clock = { now: () => Date.now() + offset, sleep: async () => {} }
  const sealing = sealingKey(Buffer.alloc(32, 7))
  const options = { store, clock, ids: randomIds, log: silentLogger, sealing, account: ACCOUNT, rootKey: ROOT_KEY }
  const deps = iamDeps(options)
  const audit: AuditRecord[] = []
  const wire = createWire({
    ...options,
    clock: systemClock,
    entries: [iamEntry(deps), stsEntry({ identities: stsIdentities(deps) })],
    credentials: credentialStore(deps),
    authorizer: authorizer(deps),
    audit: { record: (entry) => audit.push(entry) },
    defaultRegion: 'us-east-1',
  })
  const server = createServer((request, response) => void wire.handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clients: { destroy(): void }[] = []

  function as({ accessKeyId, secretAccessKey, sessionToken }: Keys) {
    const credentials = { accessKeyId, secretAccessKey, sessionToken }
    const config = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }
    const made = { iam: new IAMClient(config), sts: new STSClient(config) }
    clients.push(made.iam, made.sts)
    return made
  }

  return {
    ...as(ROOT_KEY),
    as,
    deps,
    store,
    audit,
    wire,
    now: clock.now,
    advance(ms) {
      offset += ms
    },
    anotherProcess: (instead = {}) => iamDeps({ ...options, store: withParts(store, instead) }),
    credentialsAfterRestart: () => credentialStore(iamDeps(options)),
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.destroy()
      server.close()
      server.closeAllConnections()
      await wire.close()
      await store[Symbol.asyncDispose]()
    },
  }
}

/** Keeps accessors as they are, so that a test can count how often something is asked for. */
function withParts(store: Store, parts: Partial<Store>): Store {
  return Object.create(store, Object.getOwnPropertyDescriptors(parts))
}
