import type { Database } from '@towpath/storage'
import type { IamTables } from './tables.ts'

export interface PolicyVersion {
  version: number
  document: string
  createdAt: number
}

/** The documents of customer managed policies. */
export class PolicyVersions {
  readonly #db

  constructor(db: Database) {
    this.#db = db.withTables<IamTables>()
  }

  /** Newest first, as IAM lists them. */
  async of(policyId: string): Promise<PolicyVersion[]> {
    const rows = await this.#db
      .selectFrom('iam_policy_versions')
      .selectAll()
      .where('policy_id', '=', policyId)
      .orderBy('version', 'desc')
      .execute()
    return rows.map((row) => ({ version: row.version, document: row.document, createdAt: Number(row.created_at) }))
  }

  async add(policyId: string, version: PolicyVersion): Promise<void> {
    await this.#db
      .insertInto('iam_policy_versions')
      .values({
        policy_id: policyId,
        version: version.version,
        document: version.document,
        created_at: version.createdAt,
      })
      .execute()
  }

  async delete(policyId: string, version: number): Promise<void> {
    await this.#db
      .deleteFrom('iam_policy_versions')
      .where('policy_id', '=', policyId)
      .where('version', '=', version)
      .execute()
  }
}
