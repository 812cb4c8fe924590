import type { SealingKey } from '@towpath/base'
import type { Database } from '@towpath/storage'
import { applicationDoesNotExist } from './errors.ts'
import { checkGithubTokenName } from './rules/github-token.ts'
import { checkApplicationName } from './rules/names.ts'
import { Applications } from './state/applications.ts'
import { GithubTokens } from './state/github-tokens.ts'
import type { Scope } from './state/tables.ts'

/** A token for github.com to keep, and the application, if any, that is tied to it. */
export interface GithubConnection {
  tokenName: string
  token: string
  applicationName?: string
}

/**
 * Keeps a token for github.com under a name, in place of one that is there. AWS has no operation for this, only a page
 * of its console; this is the way in for ours. Call it in a transaction. Refuses as the operations do.
 */
export async function connectGithub(
  db: Database,
  scope: Scope,
  { sealing, now }: { sealing: SealingKey; now: number },
  { tokenName, token, applicationName }: GithubConnection,
): Promise<void> {
  const name = checkGithubTokenName(tokenName)
  if (applicationName !== undefined) {
    const applications = new Applications(db, scope)
    const application = await applications.find(checkApplicationName(applicationName))
    if (!application) throw applicationDoesNotExist(applicationName)
    await applications.linkToGithub(application.id, name)
  }
  await new GithubTokens(db, scope, sealing).put(name, token, now)
}
