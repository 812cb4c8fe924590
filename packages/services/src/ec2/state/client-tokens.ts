import type { Database } from '@towpath/storage'
import type { Place } from '../rules/ids.ts'
import type { Ec2Tables } from './tables.ts'

/** Which launch a client token stands for. */
export class ClientTokens {
  readonly #db
  readonly #place: Place

  constructor(db: Database, place: Place) {
    this.#db = db.withTables<Ec2Tables>()
    this.#place = { account: place.account, region: place.region }
  }

  async find(token: string): Promise<{ request: string; reservationId: string } | undefined> {
    const row = await this.#db
      .selectFrom('ec2_client_tokens')
      .selectAll()
      .where('account', '=', this.#place.account)
      .where('region', '=', this.#place.region)
      .where('token', '=', token)
      .executeTakeFirst()
    return row && { request: row.request, reservationId: row.reservation_id }
  }

  async create(token: string, request: string, reservationId: string, at: number): Promise<void> {
    await this.#db
      .insertInto('ec2_client_tokens')
      .values({ ...this.#place, token, request, reservation_id: reservationId, created_at: at })
      .execute()
  }
}

/** Forgets what was launched before `before` (milliseconds since the epoch), in whatever account and region. */
export async function forgetClientTokens(db: Database, before: number): Promise<void> {
  await db.withTables<Ec2Tables>().deleteFrom('ec2_client_tokens').where('created_at', '<', before).execute()
}
