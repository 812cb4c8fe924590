import type { Database } from '@towpath/storage'
import type { TargetHealth as Health } from '../rules/target-order.ts'
import type { DeploymentTables } from './deployment-tables.ts'

/** Ids in one statement. */
const CHUNK = 500

/** What deployment groups remember of the targets they deployed to. */
export class TargetHealth {
  readonly #db

  constructor(db: Database) {
    this.#db = db.withTables<DeploymentTables>()
  }

  /** By target id. */
  async ofGroup(groupId: string): Promise<Map<string, Health>> {
    const rows = await this.#db
      .selectFrom('codedeploy_target_health')
      .selectAll()
      .where('group_id', '=', groupId)
      .execute()
    return new Map(
      rows.map((row) => [
        row.target_id,
        { healthy: row.healthy === 1, revision: row.revision_identity ?? undefined } satisfies Health,
      ]),
    )
  }

  async record(groupId: string, targetId: string, health: Health, at: number): Promise<void> {
    const columns = {
      healthy: health.healthy ? 1 : 0,
      revision_identity: health.revision ?? null,
      updated_at: at,
    }
    await this.#db
      .insertInto('codedeploy_target_health')
      .values({ group_id: groupId, target_id: targetId, ...columns })
      .onConflict((conflict) => conflict.columns(['group_id', 'target_id']).doUpdateSet(columns))
      .execute()
  }

  /** Forgets what was recorded before `before` of some targets of a group. */
  async forget(groupId: string, targetIds: string[], before: number): Promise<void> {
    for (let from = 0; from < targetIds.length; from += CHUNK) {
      await this.#db
        .deleteFrom('codedeploy_target_health')
        .where('group_id', '=', groupId)
        .where('target_id', 'in', targetIds.slice(from, from + CHUNK))
        .where('updated_at', '<', before)
        .execute()
    }
  }

  async forgetGroup(groupId: string): Promise<void> {
    await this.#db.deleteFrom('codedeploy_target_health').where('group_id', '=', groupId).execute()
  }
}
