import type { Database } from '@towpath/storage'

/** Where the tokens of connections are kept; filled by `server` from the codeconnections room. */
export interface ConnectionTokens {
  /** In a transaction. Refuses with the errors of CodeConnections for a connection that is not there. */
  complete(
    db: Database,
    scope: { account: string; region: string },
    connection: { connectionArn: string; token: string },
  ): Promise<{ connectionArn: string; webhookId: string; webhookSecret: string }>
}
