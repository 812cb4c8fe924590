import { join } from 'node:path'
import { createLogger, randomIds, systemClock, UsageError } from '@towpath/base'
import { openStore } from '@towpath/storage'
import { compose } from './compose.ts'
import type { Config } from './config/fields.ts'
import { openDataFolder, replaceFile } from './data-folder/open.ts'
import { folderSealingKey, rootKey } from './data-folder/secrets.ts'
import { createFrontDoor } from './http/front-door.ts'
import type { AgentProgram } from './local-instances.ts'

/** A control plane that answers. */
export interface RunningControlPlane {
  /** `http://HOST:PORT` */
  endpoint: string
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
  refusePlainHttpBeyondThisMachine(config)
  const log = createLogger({ level: config.logLevel })
  const folder = await openDataFolder(config.data)
  const undo: (() => Promise<void>)[] = [() => folder.lock.release()]
  try {
    const [key, sealing] = await Promise.all([
      rootKey(folder.path, randomIds, options.environment),
      folderSealingKey(folder.path),
    ])
    const location = config.database ? { url: config.database } : { folder: join(folder.path, 'database') }
    const store = await openStore({ ...location, log })
    undo.push(() => store.close())
    const plane = await compose({
      config,
      folder,
      rootKey: key,
      sealing,
      store,
      clock: systemClock,
      ids: randomIds,
      log,
      agent: options.agent,
    })
    undo.push(() => plane.stop())
    const door = createFrontDoor({ wire: plane.wire, routes: plane.routes, log })
    undo.push(() => Promise.all([plane.wire.close(), door.close()]).then(() => {}))

    const address = await door.listen(config.listen.host, config.listen.port)
    const endpoint = endpointOf(address)
    // Instances with a network of their own reach this machine by the address of their bridge.
    const gateway = plane.gatewayAddress ? await door.listen(plane.gatewayAddress, address.port) : address
    await plane.start({ endpoint, instanceEndpoint: endpointOf(gateway) })
    await replaceFile(
      folder.path,
      'endpoint.json',
      JSON.stringify({ endpoint, region: config.region, pid: process.pid }),
    )
    return {
      endpoint,
      console: `${endpoint}/console`,
      dataFolder: folder.path,
      newRootKey: key.made ? key.accessKeyId : undefined,
      warnings: plane.warnings,
      close: () => unwind(undo),
    }
  } catch (error) {
    await unwind(undo)
    throw error
  }
}

/** Closes in the reverse order of opening; one failure does not keep the others from being closed. */
async function unwind(undo: (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = []
  for (const close of undo.splice(0).reverse()) await close().catch((error) => failures.push(error))
  if (failures.length > 0) throw new AggregateError(failures, 'The control plane did not close cleanly')
}

function endpointOf({ host, port }: { host: string; port: number }): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

function refusePlainHttpBeyondThisMachine({ listen, insecureHttp }: Config): void {
  const local = listen.host === 'localhost' || listen.host === '::1' || listen.host.startsWith('127.')
  if (local || insecureHttp) return
  throw new UsageError(
    `${listen.host} can be reached from other machines, and this version serves plain HTTP only. ` +
      'Listen on 127.0.0.1 behind a proxy that speaks TLS, or accept the risk with --insecure-http.',
  )
}
