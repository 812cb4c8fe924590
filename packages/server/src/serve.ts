import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createLogger, randomIds, systemClock } from '@towpath/base'
import { openStore } from '@towpath/storage'
import { compose } from './compose.ts'
import type { Config } from './config/fields.ts'
import { earlierInstancePort, writeEndpointFile } from './data-folder/endpoint-file.ts'
import { openDataFolder } from './data-folder/open.ts'
import { folderSealingKey, rootKey } from './data-folder/secrets.ts'
import { endpointOf } from './http/endpoint.ts'
import { createFrontDoor } from './http/front-door.ts'
import { listenForInstances } from './http/instance-door.ts'
import type { AgentProgram } from './local-instances.ts'
import type { Tls, TlsDeps } from './tls/open-tls.ts'
import { type Transport, transportOf, transportWarnings } from './tls/transport.ts'

/** A control plane that answers. */
export interface RunningControlPlane {
  /** `http://HOST:PORT`, or `https://` */
  endpoint: string
  /** PEM file that clients must trust, when the certificate is of our own authority. */
  caFile?: string
  console: string
  dataFolder: string
  /** Access key id of the root key, when it was made at this start. */
  newRootKey?: string
  /** What its owner should know: missing isolation, for example. */
  warnings: string[]
  /** Stops taking requests, ends what is under way, closes the database. Instances go on. */
  close(): Promise<void>
}

/** Starts a control plane. Rejects with a UsageError for what its owner can mend. */
export async function serveControlPlane(
  config: Config,
  options: { environment: Record<string, string | undefined>; agent: AgentProgram },
): Promise<RunningControlPlane> {
  const transport = transportOf(config)
  const log = createLogger({ level: config.logLevel })
  const folder = await openDataFolder(config.data)
  const undo: (() => Promise<void>)[] = [() => folder.lock.release()]
  try {
    const [key, sealing] = await Promise.all([
      rootKey(folder.path, randomIds, options.environment),
      folderSealingKey(folder.path, options.environment),
    ])
    const outside = { clock: systemClock, ids: randomIds, log }
    const tls = await tlsFor(transport, { ...outside, config, dataFolder: folder.path })
    const location = config.database ? { url: config.database } : { folder: join(folder.path, 'database') }
    const store = await openStore({ ...location, log })
    undo.push(() => store.close())
    const plane = await compose({ ...outside, ...options, config, folder, rootKey: key, sealing, store })
    undo.push(() => plane.stop())
    const door = createFrontDoor({ wire: plane.wire, routes: plane.routes, log })
    undo.push(() => Promise.all([plane.wire.close(), door.close()]).then(() => {}))

    const main = await door.listen(config.listen.host, config.listen.port, tls?.certificate)
    tls?.start((certificate) => door.useCertificate(certificate))
    undo.push(async () => tls?.stop())
    const endpoint = endpointOf(tls ? 'https' : 'http', main)
    const instanceEndpoint = await listenForInstances(door, {
      main,
      tls: tls !== undefined,
      gateway: plane.gatewayAddress,
      earlier: await earlierInstancePort(folder.path),
    })
    const caFile = tls?.caFile
    await plane.start({ endpoint, instanceEndpoint, ca: caFile && (await readFile(caFile, 'utf8')) })
    await writeEndpointFile(folder.path, {
      endpoint,
      instanceEndpoint,
      caFile,
      region: config.region,
      pid: process.pid,
    })
    return {
      endpoint,
      caFile,
      console: `${endpoint}/console`,
      dataFolder: folder.path,
      newRootKey: key.made ? key.accessKeyId : undefined,
      warnings: [...plane.warnings, ...transportWarnings(transport, config), ...(tls?.warnings ?? [])],
      close: () => unwind(undo),
    }
  } catch (error) {
    await unwind(undo)
    throw error
  }
}

/** Loads what TLS needs only where TLS is spoken: plain control planes start without it. */
async function tlsFor(transport: Transport, deps: TlsDeps): Promise<Tls | undefined> {
  if (transport === 'http') return undefined
  const { openTls } = await import('./tls/open-tls.ts')
  return openTls(transport, deps)
}

/** Closes in the reverse order of opening; one failure does not keep the others from being closed. */
async function unwind(undo: (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = []
  for (const close of undo.splice(0).reverse()) await close().catch((error) => failures.push(error))
  if (failures.length > 0) throw new AggregateError(failures, 'The control plane did not close cleanly')
}
