import type { Database } from '@towpath/storage'
import type { InstanceState, StateReason } from '../rules/instance-state.ts'
import { fromRow, type Instance } from './instance.ts'
import type { Ec2Tables } from './tables.ts'

/** The instances that run on one machine, of whatever account and region: what the runtime works from. */
export class HostInstances {
  readonly #db
  readonly #host: string

  constructor(db: Database, host: string) {
    this.#db = db.withTables<Ec2Tables>()
    this.#host = host
  }

  /** All that are not terminated. */
  async list(): Promise<Instance[]> {
    const rows = await this.#select().where('state', '!=', 'terminated').orderBy('launched_at').execute()
    return rows.map(fromRow)
  }

  async find(id: string): Promise<Instance | undefined> {
    const row = await this.#select().where('id', '=', id).executeTakeFirst()
    return row && fromRow(row)
  }

  /** Addresses that cannot be given to another instance. */
  async takenAddresses(): Promise<Set<string>> {
    const rows = await this.#db
      .selectFrom('ec2_instances')
      .select('private_ip')
      .where('host', '=', this.#host)
      .where('state', '!=', 'terminated')
      .execute()
    return new Set(rows.map(({ private_ip }) => private_ip))
  }

  /**
   * Notes that a step is done. Resolves to false, and changes nothing, when the instance is meant to be something else
   * by now.
   */
  async advance(
    instance: Instance,
    change: { state: InstanceState; at: number; reason?: StateReason; booted: boolean; rebooted: boolean },
  ): Promise<boolean> {
    const result = await this.#db
      .updateTable('ec2_instances')
      .set({
        state: change.state,
        state_changed_at: change.at,
        reason_code: change.reason?.code ?? null,
        reason_message: change.reason?.message ?? null,
        booted: change.booted ? 1 : 0,
        ...(change.rebooted ? { reboot_requested: 0 } : {}),
      })
      .where('id', '=', instance.id)
      .where('state', '=', instance.state)
      .executeTakeFirst()
    return Number(result.numUpdatedRows) > 0
  }

  /** Why something about it does not work at the moment; undefined once it does. */
  async explain(id: string, reason: StateReason | undefined): Promise<void> {
    await this.#db
      .updateTable('ec2_instances')
      .set({ reason_code: reason?.code ?? null, reason_message: reason?.message ?? null })
      .where('id', '=', id)
      .execute()
  }

  /** Forgets instances that were terminated before `before`, with everything that is kept of them. */
  async forgetTerminated(before: number): Promise<void> {
    const rows = await this.#select().where('state', '=', 'terminated').where('state_changed_at', '<', before).execute()
    for (const { id, account, region } of rows) {
      await this.#db.deleteFrom('ec2_instances').where('id', '=', id).execute()
      await this.#db
        .deleteFrom('ec2_tags')
        .where('account', '=', account)
        .where('region', '=', region)
        .where('resource_id', '=', id)
        .execute()
    }
  }

  #select() {
    return this.#db.selectFrom('ec2_instances').selectAll().where('host', '=', this.#host)
  }
}
