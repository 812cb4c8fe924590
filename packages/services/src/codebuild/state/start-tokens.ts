import type { Database } from '@towpath/storage'
import type { CodeBuildTables, Scope } from './tables.ts'

export interface StartToken {
  projectName: string
  token: string
  buildId: string
  /** Digest of what was asked for. */
  request: string
  /** Milliseconds since the epoch. */
  createdAt: number
}

/** Tokens that callers gave with their starts, so that a repeated start is one build. */
export class StartTokens {
  readonly #db
  readonly #scope

  constructor(db: Database, scope: Scope) {
    this.#db = db.withTables<CodeBuildTables>()
    this.#scope = { account: scope.account, region: scope.region }
  }

  async find(
    projectName: string,
    token: string,
  ): Promise<Pick<StartToken, 'buildId' | 'request' | 'createdAt'> | undefined> {
    const row = await this.#db
      .selectFrom('codebuild_start_tokens')
      .select(['build_id', 'request', 'created_at'])
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('project_name', '=', projectName)
      .where('token', '=', token)
      .executeTakeFirst()
    return row && { buildId: row.build_id, request: row.request, createdAt: Number(row.created_at) }
  }

  /** In place of one that is there. */
  async put({ projectName, token, buildId, request, createdAt }: StartToken): Promise<void> {
    const columns = { build_id: buildId, request, created_at: createdAt }
    await this.#db
      .insertInto('codebuild_start_tokens')
      .values({ ...this.#scope, project_name: projectName, token, ...columns })
      .onConflict((conflict) => conflict.columns(['account', 'region', 'project_name', 'token']).doUpdateSet(columns))
      .execute()
  }
}

/** Forgets tokens given before a time, of all accounts, at most `limit`. Resolves to how many there were. */
export async function forgetStartTokens(db: Database, before: number, limit: number): Promise<number> {
  const tables = db.withTables<CodeBuildTables>()
  const old = await tables
    .selectFrom('codebuild_start_tokens')
    .selectAll()
    .where('created_at', '<', before)
    .orderBy('created_at')
    .limit(limit)
    .execute()
  for (const { account, region, project_name, token } of old) {
    await tables
      .deleteFrom('codebuild_start_tokens')
      .where('account', '=', account)
      .where('region', '=', region)
      .where('project_name', '=', project_name)
      .where('token', '=', token)
      .execute()
  }
  return old.length
}
