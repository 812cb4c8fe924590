import type { SealingKey } from '@towpath/base'
import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import { type Place, resourceArn, type ServiceName } from '../rules/arns.ts'
import type { CodeConnectionsTables } from './tables.ts'

export interface Connection extends Place {
  id: string
  arn: string
  name: string
  provider: string
  hostId?: string
  status: 'PENDING' | 'AVAILABLE'
}

const TOKEN = 'codeconnections.token'
const WEBHOOK = 'codeconnections.webhook'

/** Connections of one account and region. Their secrets are sealed. */
export class Connections {
  readonly #db
  readonly #place

  constructor(db: Database, place: Place) {
    this.#db = db.withTables<CodeConnectionsTables>()
    this.#place = { account: place.account, region: place.region }
  }

  async find(id: string): Promise<Connection | undefined> {
    const row = await this.#select().where('id', '=', id).executeTakeFirst()
    return row && fromRow(row)
  }

  async list(): Promise<Connection[]> {
    return (await this.#select().execute()).map(fromRow)
  }

  async create(connection: {
    id: string
    service: ServiceName
    name: string
    provider: string
    hostId?: string
    createdAt: number
  }): Promise<void> {
    const { createdAt, hostId = null, ...columns } = connection
    const pending = { sealed_token: null, sealed_webhook_secret: null }
    await this.#db
      .insertInto('codeconnections_connections')
      .values({ ...this.#place, ...columns, ...pending, host_id: hostId, created_at: createdAt })
      .execute()
  }

  async delete(id: string): Promise<void> {
    await this.#db
      .deleteFrom('codeconnections_connections')
      .where('account', '=', this.#place.account)
      .where('region', '=', this.#place.region)
      .where('id', '=', id)
      .execute()
  }

  /** Undefined while the connection is pending, and when the token was sealed with another key. */
  async token(id: string, sealing: SealingKey): Promise<string | undefined> {
    const row = await this.#select().where('id', '=', id).executeTakeFirst()
    return row?.sealed_token ? sealing.open(row.sealed_token, TOKEN) : undefined
  }

  async webhookSecret(id: string, sealing: SealingKey): Promise<string | undefined> {
    const row = await this.#select().where('id', '=', id).executeTakeFirst()
    return row?.sealed_webhook_secret ? sealing.open(row.sealed_webhook_secret, WEBHOOK) : undefined
  }

  /** Completes it. */
  async keepSecrets(id: string, sealing: SealingKey, secrets: { token: string; webhook: string }): Promise<void> {
    await this.#db
      .updateTable('codeconnections_connections')
      .set({
        sealed_token: sealing.seal(secrets.token, TOKEN),
        sealed_webhook_secret: sealing.seal(secrets.webhook, WEBHOOK),
      })
      .where('account', '=', this.#place.account)
      .where('region', '=', this.#place.region)
      .where('id', '=', id)
      .execute()
  }

  #select() {
    return this.#db
      .selectFrom('codeconnections_connections')
      .selectAll()
      .where('account', '=', this.#place.account)
      .where('region', '=', this.#place.region)
  }
}

/** Whose connection that is, for a webhook that knows nothing but its id. */
export async function placeOfConnection(db: Database, id: string): Promise<Place | undefined> {
  return db
    .withTables<CodeConnectionsTables>()
    .selectFrom('codeconnections_connections')
    .select(['account', 'region'])
    .where('id', '=', id)
    .executeTakeFirst()
}

function fromRow(row: Selectable<CodeConnectionsTables['codeconnections_connections']>): Connection {
  const { account, region, id, name, provider } = row
  return {
    account,
    region,
    id,
    name,
    provider,
    arn: resourceArn(row, row.service, 'connection', id),
    hostId: row.host_id ?? undefined,
    status: row.sealed_token === null ? 'PENDING' : 'AVAILABLE',
  }
}
