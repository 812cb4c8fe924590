import type { Database } from '@towpath/storage'

/** Where tokens for GitHub are kept; filled by `server` from the codedeploy room. */
export interface GithubConnections {
  /** In a transaction. Refuses with CodeDeploy's errors for names that cannot be and applications that are not there. */
  connect(
    db: Database,
    scope: { account: string; region: string; now: number },
    connection: { tokenName: string; token: string; applicationName?: string },
  ): Promise<void>
}
