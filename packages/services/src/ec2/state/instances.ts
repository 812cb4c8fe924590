import type { Database } from '@towpath/storage'
import type { Place } from '../rules/ids.ts'
import type { InstanceState, StateReason } from '../rules/instance-state.ts'
import { fromRow, type Instance, toRow } from './instance.ts'
import type { Ec2Tables } from './tables.ts'

/** The instances of one account and region. Terminated ones are kept for a while. */
export class Instances {
  readonly #db
  readonly #place: Place

  constructor(db: Database, place: Place) {
    this.#db = db.withTables<Ec2Tables>()
    this.#place = { account: place.account, region: place.region }
  }

  /** All, by id. */
  async list(): Promise<Instance[]> {
    const rows = await this.#select().orderBy('id').execute()
    return rows.map(fromRow)
  }

  async find(id: string): Promise<Instance | undefined> {
    const row = await this.#select().where('id', '=', id).executeTakeFirst()
    return row && fromRow(row)
  }

  /** Those of the ids that exist. */
  async findAll(ids: string[]): Promise<Instance[]> {
    const rows = ids.length === 0 ? [] : await this.#select().where('id', 'in', ids).execute()
    return rows.map(fromRow)
  }

  async ofReservation(reservationId: string): Promise<Instance[]> {
    const rows = await this.#select().where('reservation_id', '=', reservationId).orderBy('launch_index').execute()
    return rows.map(fromRow)
  }

  async create(instances: Instance[]): Promise<void> {
    await this.#db.insertInto('ec2_instances').values(instances.map(toRow)).execute()
  }

  async changeState(id: string, state: InstanceState, at: number, reason?: StateReason): Promise<void> {
    await this.#update(id, {
      state,
      state_changed_at: at,
      reason_code: reason?.code ?? null,
      reason_message: reason?.message ?? null,
    })
  }

  async requestReboot(id: string): Promise<void> {
    await this.#update(id, { reboot_requested: 1 })
  }

  async changeAttributes(
    id: string,
    attributes: Partial<
      Pick<Instance, 'disableApiTermination' | 'disableApiStop' | 'userData' | 'instanceType' | 'httpTokensRequired'>
    >,
  ): Promise<void> {
    const current = await this.find(id)
    if (!current) return
    const row = toRow({ ...current, ...attributes })
    await this.#update(id, {
      disable_api_termination: row.disable_api_termination,
      disable_api_stop: row.disable_api_stop,
      user_data: row.user_data,
      instance_type: row.instance_type,
      http_tokens_required: row.http_tokens_required,
    })
  }

  #select() {
    return this.#db
      .selectFrom('ec2_instances')
      .selectAll()
      .where('account', '=', this.#place.account)
      .where('region', '=', this.#place.region)
  }

  async #update(id: string, values: Partial<Ec2Tables['ec2_instances']>): Promise<void> {
    await this.#db
      .updateTable('ec2_instances')
      .set(values)
      .where('account', '=', this.#place.account)
      .where('region', '=', this.#place.region)
      .where('id', '=', id)
      .execute()
  }
}
