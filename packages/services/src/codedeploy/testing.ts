import { randomBytes } from 'node:crypto'
import { CodeDeployClient } from '@aws-sdk/client-codedeploy'
import { sealingKey } from '@towpath/base'
import type { WireServer, WireServerOptions } from '@towpath/wire/testing/wire-server.ts'
import { wireServer } from '@towpath/wire/testing/wire-server.ts'
import { codedeployEntry } from './entry.ts'
import type { CodedeployDeps } from './room.ts'
import { codedeploySchema } from './state/migrations/index.ts'

/** A control plane that serves this room alone, with a client of its root user. */
export interface CodedeployServer extends WireServer {
  deploy: CodeDeployClient
  /** The same client, speaking to another region. */
  inRegion(region: string): CodeDeployClient
}

const noEngine = async () => {
  throw new Error('This server was made without an engine: hand one to codedeployServer')
}

/** The room over HTTP on a real store. By default every role can be assumed. */
export async function codedeployServer(
  options: WireServerOptions & { deps?: Partial<CodedeployDeps> } = {},
): Promise<CodedeployServer> {
  const deps: CodedeployDeps = {
    serviceRoles: { mayAssume: async () => 'yes' },
    sealing: sealingKey(randomBytes(32)),
    engine: { start: noEngine, deliver: noEngine },
    ...options.deps,
  }
  const server = await wireServer([codedeployEntry(deps)], options)
  await server.store.migrate([codedeploySchema])
  const inRegion = (region: string) => new CodeDeployClient({ ...server.client, region })
  return { ...server, deploy: new CodeDeployClient(server.client), inRegion }
}
