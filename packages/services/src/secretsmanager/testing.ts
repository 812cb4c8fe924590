import { randomBytes } from 'node:crypto'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { sealingKey } from '@towpath/base'
import { type WireServer, type WireServerOptions, wireServer } from '@towpath/wire/testing/wire-server.ts'
import { secretsmanagerEntry, secretsmanagerSchema } from './index.ts'

/** A control plane that serves this room alone, with a client of its root user. */
export interface SecretsServer extends WireServer {
  secrets: SecretsManagerClient
}

export async function secretsServer(options: WireServerOptions = {}): Promise<SecretsServer> {
  const server = await wireServer([secretsmanagerEntry({ sealing: sealingKey(randomBytes(32)) })], options)
  await server.store.migrate([secretsmanagerSchema])
  const secrets = new SecretsManagerClient(server.client)
  return {
    ...server,
    secrets,
    async [Symbol.asyncDispose]() {
      secrets.destroy()
      await server[Symbol.asyncDispose]()
    },
  }
}
