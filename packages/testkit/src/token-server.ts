import { towpathEntry } from '@towpath/services/towpath/index.ts'
import { ROOT, wireServer } from '@towpath/wire/testing/wire-server.ts'

/** The operation that takes tokens for GitHub, in front of nothing that keeps them. */
export interface TokenServer extends AsyncDisposable {
  endpoint: string
  /** Environment in which commands talk to it as root. */
  environment: Record<string, string>
  /** What was to be kept, in order. */
  kept: unknown[]
}

/** `webhook`: what is answered of a connection's webhooks. */
export async function tokenServer(webhook: { id: string; secret: string }): Promise<TokenServer> {
  const kept: unknown[] = []
  const entry = towpathEntry({
    github: { connect: async (_db, _scope, connection) => void kept.push(connection) },
    connections: {
      async complete(_db, _scope, connection) {
        kept.push(connection)
        const { connectionArn } = connection
        return { connectionArn, webhookId: webhook.id, webhookSecret: webhook.secret }
      },
    },
  })
  const server = await wireServer([entry])
  const { endpoint } = server
  return {
    endpoint,
    kept,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: ROOT.accessKeyId,
      AWS_SECRET_ACCESS_KEY: ROOT.secretAccessKey,
      AWS_REGION: 'us-east-1',
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
