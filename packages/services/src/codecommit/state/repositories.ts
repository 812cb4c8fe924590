import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { CodeCommitTables } from './tables.ts'

export interface Repository {
  /** Lower-case UUID; the folder of the repository does not depend on its name. */
  id: string
  account: string
  region: string
  name: string
  owner: string
  description?: string
  /** Milliseconds since the epoch. */
  createdAt: number
  modifiedAt: number
}

/** The embedded repositories of one account and region. */
export class Repositories {
  readonly #db
  readonly #scope

  constructor(db: Database, scope: { account: string; region: string }) {
    this.#db = db.withTables<CodeCommitTables>()
    this.#scope = { account: scope.account, region: scope.region }
  }

  async find(name: string): Promise<Repository | undefined> {
    const row = await this.#select().where('name', '=', name).executeTakeFirst()
    return row && fromRow(row)
  }

  async list(): Promise<Repository[]> {
    const rows = await this.#select().orderBy('name').execute()
    return rows.map(fromRow)
  }

  /** Whether another repository, perhaps of another region, has that path already. */
  async pathTaken(owner: string, name: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('codecommit_repositories')
      .select('id')
      .where('owner', '=', owner)
      .where('name', '=', name)
      .executeTakeFirst()
    return row !== undefined
  }

  async create(repository: Omit<Repository, 'account' | 'region'>): Promise<void> {
    const { id, name, owner, description = null, createdAt, modifiedAt } = repository
    await this.#db
      .insertInto('codecommit_repositories')
      .values({ ...this.#scope, id, name, owner, description, created_at: createdAt, modified_at: modifiedAt })
      .execute()
  }

  async change(id: string, change: { description?: string | null; modifiedAt: number }): Promise<void> {
    await this.#db
      .updateTable('codecommit_repositories')
      .set({
        modified_at: change.modifiedAt,
        ...(change.description === undefined ? {} : { description: change.description }),
      })
      .where('id', '=', id)
      .execute()
  }

  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('codecommit_tags').where('repository_id', '=', id).execute()
    await this.#db.deleteFrom('codecommit_repositories').where('id', '=', id).execute()
  }

  async tags(id: string): Promise<Record<string, string>> {
    const rows = await this.#db.selectFrom('codecommit_tags').selectAll().where('repository_id', '=', id).execute()
    return Object.fromEntries(rows.map((row) => [row.key, row.value]))
  }

  async tag(id: string, tags: Record<string, string>): Promise<void> {
    for (const [key, value] of Object.entries(tags)) {
      await this.#db
        .insertInto('codecommit_tags')
        .values({ repository_id: id, key, value })
        .onConflict((conflict) => conflict.columns(['repository_id', 'key']).doUpdateSet({ value }))
        .execute()
    }
  }

  async untag(id: string, keys: string[]): Promise<void> {
    if (keys.length === 0) return
    await this.#db.deleteFrom('codecommit_tags').where('repository_id', '=', id).where('key', 'in', keys).execute()
  }

  #select() {
    return this.#db
      .selectFrom('codecommit_repositories')
      .selectAll()
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
  }
}

/** The repository with that path in any region; how git requests and GitHub-form revisions find theirs. */
export async function findByPath(db: Database, owner: string, name: string): Promise<Repository | undefined> {
  const row = await db
    .withTables<CodeCommitTables>()
    .selectFrom('codecommit_repositories')
    .selectAll()
    .where('owner', '=', owner)
    .where('name', '=', name)
    .executeTakeFirst()
  return row && fromRow(row)
}

/** Which of these ids are repositories, of whatever account and region. */
export async function existingRepositories(db: Database, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .withTables<CodeCommitTables>()
    .selectFrom('codecommit_repositories')
    .select('id')
    .where('id', 'in', ids)
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/** The repository of that name in one account and region, for callers that have no request of their own. */
export function findByName(
  db: Database,
  scope: { account: string; region: string },
  name: string,
): Promise<Repository | undefined> {
  return new Repositories(db, scope).find(name)
}

function fromRow(row: Selectable<CodeCommitTables['codecommit_repositories']>): Repository {
  return {
    id: row.id,
    account: row.account,
    region: row.region,
    name: row.name,
    owner: row.owner,
    description: row.description ?? undefined,
    createdAt: Number(row.created_at),
    modifiedAt: Number(row.modified_at),
  }
}
