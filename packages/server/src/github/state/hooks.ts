import type { SealingKey } from '@towpath/base'
import type { Database } from '@towpath/storage'
import type { GithubTables } from './tables.ts'

export interface Hook {
  id: number
  url: string
  events: string[]
  active: boolean
  /** Whether it has a secret to sign with. */
  signed: boolean
  createdAt: number
}

const PURPOSE = 'github.hook'

export async function hooksOf(db: Database, repositoryId: string): Promise<Hook[]> {
  const rows = await db
    .withTables<GithubTables>()
    .selectFrom('github_hooks')
    .selectAll()
    .where('repository_id', '=', repositoryId)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    url: row.url,
    events: JSON.parse(row.events),
    active: row.active === 1,
    signed: row.sealed_secret !== null,
    createdAt: Number(row.created_at),
  }))
}

/** In a transaction. Its number counts up within the repository. */
export async function createHook(
  db: Database,
  sealing: SealingKey,
  hook: Pick<Hook, 'url' | 'events' | 'active' | 'createdAt'> & { repositoryId: string; secret?: string },
): Promise<Hook> {
  const tables = db.withTables<GithubTables>()
  const { last } = await tables
    .selectFrom('github_hooks')
    .select((row) => row.fn.max('id').as('last'))
    .where('repository_id', '=', hook.repositoryId)
    .executeTakeFirstOrThrow()
  const id = Number(last ?? 0) + 1
  const { repositoryId, secret, url, events, active, createdAt } = hook
  const sealed_secret = secret === undefined ? null : sealing.seal(secret, PURPOSE)
  await tables
    .insertInto('github_hooks')
    .values({
      repository_id: repositoryId,
      id,
      url,
      sealed_secret,
      events: JSON.stringify(events),
      active: active ? 1 : 0,
      created_at: createdAt,
    })
    .execute()
  return { id, url, events, active, signed: secret !== undefined, createdAt }
}

/** In a transaction. What was to be sent to it is forgotten. Resolves to whether there was one. */
export async function deleteHook(db: Database, repositoryId: string, id: number): Promise<boolean> {
  const tables = db.withTables<GithubTables>()
  if (!Number.isSafeInteger(id)) return false
  await tables
    .deleteFrom('github_deliveries')
    .where('repository_id', '=', repositoryId)
    .where('hook_id', '=', id)
    .execute()
  const result = await tables
    .deleteFrom('github_hooks')
    .where('repository_id', '=', repositoryId)
    .where('id', '=', id)
    .executeTakeFirst()
  return result.numDeletedRows > 0
}

/** Where a hook's deliveries go, and what they are signed with; undefined when it is gone. */
export async function hookTarget(
  db: Database,
  sealing: SealingKey,
  repositoryId: string,
  id: number,
): Promise<{ url: string; secret?: string } | undefined> {
  const row = await db
    .withTables<GithubTables>()
    .selectFrom('github_hooks')
    .select(['url', 'sealed_secret'])
    .where('repository_id', '=', repositoryId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return undefined
  if (row.sealed_secret === null) return { url: row.url }
  const secret = sealing.open(row.sealed_secret, PURPOSE)
  // Unsigned, it would be taken for somebody else's.
  return secret === undefined ? undefined : { url: row.url, secret }
}
