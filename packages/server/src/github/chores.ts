import type { Chore } from '@towpath/base'
import { existingRepositories } from '@towpath/services/codecommit/index.ts'
import type { Store } from '@towpath/storage'
import type { GithubTables } from './state/tables.ts'

const TABLES = ['github_statuses', 'github_hooks', 'github_deliveries'] as const
const LOT = 100

/** Forgets the statuses and webhooks of repositories that are gone. */
export function githubChores({ store }: { store: Store }): Chore[] {
  return TABLES.map((table) => ({
    name: table.replace('_', '.'),
    lot: () =>
      store.transaction(async (db) => {
        const tables = db.withTables<GithubTables>()
        const rows = await tables.selectFrom(table).select('repository_id').distinct().execute()
        const ids = rows.map(({ repository_id }) => repository_id)
        const present = await existingRepositories(db, ids)
        const gone = ids.filter((id) => !present.has(id))
        if (gone.length === 0) return false
        await tables.deleteFrom(table).where('repository_id', 'in', gone.slice(0, LOT)).execute()
        return gone.length > LOT
      }),
  }))
}
