import { randomBytes } from 'node:crypto'
import { SSMClient } from '@aws-sdk/client-ssm'
import { sealingKey } from '@towpath/base'
import { type WireServer, type WireServerOptions, wireServer } from '@towpath/wire/testing/wire-server.ts'
import { ssmEntry, ssmSchema } from './index.ts'

/** A control plane that serves this room alone, with a client of its root user. */
export interface SsmServer extends WireServer {
  ssm: SSMClient
}

export async function ssmServer(options: WireServerOptions = {}): Promise<SsmServer> {
  const server = await wireServer([ssmEntry({ sealing: sealingKey(randomBytes(32)) })], options)
  await server.store.migrate([ssmSchema])
  const ssm = new SSMClient(server.client)
  return {
    ...server,
    ssm,
    async [Symbol.asyncDispose]() {
      ssm.destroy()
      await server[Symbol.asyncDispose]()
    },
  }
}
