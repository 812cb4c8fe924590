import type { AuthType, ServerType } from '@aws-sdk/client-codebuild'
import type { SealingKey } from '@towpath/base'
import type { Database } from '@towpath/storage'
import type { CodeBuildTables, Scope } from './tables.ts'

const PURPOSE = 'codebuild.source-credentials'

export interface SourceSecret {
  token: string
  /** For BASIC_AUTH. */
  username?: string
}

export interface SourceCredentialsInfo {
  serverType: ServerType
  authType: AuthType
}

/** Credentials for git hosts, one for each type of host (documented), sealed at rest. */
export class SourceCredentials {
  readonly #db
  readonly #scope
  readonly #sealing

  constructor(db: Database, scope: Scope, sealing: SealingKey) {
    this.#db = db.withTables<CodeBuildTables>()
    this.#scope = { account: scope.account, region: scope.region }
    this.#sealing = sealing
  }

  /** Keeps a secret, in place of one that is there. `at`: milliseconds since the epoch. */
  async put({ serverType, authType }: SourceCredentialsInfo, secret: SourceSecret, at: number): Promise<void> {
    const sealed = this.#sealing.seal(JSON.stringify(secret), PURPOSE)
    const columns = { auth_type: authType, sealed, created_at: at }
    await this.#db
      .insertInto('codebuild_source_credentials')
      .values({ ...this.#scope, server_type: serverType, ...columns })
      .onConflict((conflict) => conflict.columns(['account', 'region', 'server_type']).doUpdateSet(columns))
      .execute()
  }

  /** The secret itself: undefined when there is none, or when it was sealed with another key. */
  async open(serverType: ServerType): Promise<SourceSecret | undefined> {
    const row = await this.#where().select('sealed').where('server_type', '=', serverType).executeTakeFirst()
    const text = row && this.#sealing.open(row.sealed, PURPOSE)
    return text === undefined ? undefined : JSON.parse(text)
  }

  /** All, in order of their type. */
  async list(): Promise<SourceCredentialsInfo[]> {
    const rows = await this.#where().select(['server_type', 'auth_type']).orderBy('server_type').execute()
    return rows.map((row) => ({ serverType: row.server_type as ServerType, authType: row.auth_type as AuthType }))
  }

  async delete(serverType: ServerType): Promise<void> {
    await this.#db
      .deleteFrom('codebuild_source_credentials')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('server_type', '=', serverType)
      .execute()
  }

  #where() {
    return this.#db
      .selectFrom('codebuild_source_credentials')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
  }
}
