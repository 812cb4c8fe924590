import { createHash } from 'node:crypto'
import type { SealingKey } from '@towpath/base'
import type { Database } from '@towpath/storage'
import type { Webhook } from '../rules/webhooks/webhook.ts'
import type { JobTables } from './job-tables.ts'
import { byText, type Scope } from './tables.ts'

/** Where a webhook was made known. */
export interface ThirdPartyHook {
  /** `OWNER/REPO`. */
  repository: string
  hookId: string
}

export interface WebhookRecord {
  /** Lower-case UUID, under which its tags are. */
  id: string
  webhook: Webhook
  secret?: string
  /** The last part of its address: whoever knows it can call. */
  address: string
  thirdParty?: ThirdPartyHook
  /** Why it could not be made known, or why an event that it let in started nothing. */
  error?: { code: string; message: string }
  /** Milliseconds since the epoch. */
  triggeredAt?: number
  createdAt: number
}

type Row = JobTables['codepipeline_webhooks']

const SECRET = 'codepipeline.webhook-secret'
const ADDRESS = 'codepipeline.webhook-address'

/** The webhooks of one account and region. */
export class Webhooks {
  readonly #db
  readonly #scope
  readonly #sealing

  constructor(db: Database, scope: Scope, sealing: SealingKey) {
    this.#db = db.withTables<JobTables>()
    this.#scope = { account: scope.account, region: scope.region }
    this.#sealing = sealing
  }

  async find(name: string): Promise<WebhookRecord | undefined> {
    const row = await this.#rows().where('name', '=', name).executeTakeFirst()
    return row && fromRow(row, this.#sealing)
  }

  /** By name. */
  async list(): Promise<WebhookRecord[]> {
    const rows = await this.#rows().execute()
    return rows.map((row) => fromRow(row, this.#sealing)).sort(byText(({ webhook }) => webhook.name))
  }

  /** Makes it, or puts a new definition and secret in the place of those that are there. */
  async save({ id, webhook, secret, address, createdAt }: WebhookRecord): Promise<void> {
    const change = {
      definition: JSON.stringify(webhook),
      secret: secret === undefined ? null : this.#sealing.seal(secret, SECRET),
    }
    await this.#db
      .insertInto('codepipeline_webhooks')
      .values({
        ...this.#scope,
        id,
        name: webhook.name,
        ...change,
        address: this.#sealing.seal(address, ADDRESS),
        address_hash: hashOf(address),
        third_party: null,
        error_code: null,
        error_message: null,
        triggered_at: null,
        created_at: createdAt,
      })
      .onConflict((conflict) => conflict.columns(['account', 'region', 'name']).doUpdateSet(change))
      .execute()
  }

  async recordThirdParty(
    id: string,
    { hook, error }: { hook: ThirdPartyHook | undefined; error?: WebhookRecord['error'] },
  ): Promise<void> {
    const third_party = hook ? JSON.stringify(hook) : null
    await this.#change(id, { third_party, ...errorColumns(error) })
  }

  /** An event was let in at that time; `error` says why it started nothing. */
  async recordTrigger(id: string, triggeredAt: number, error?: WebhookRecord['error']): Promise<void> {
    await this.#change(id, { triggered_at: triggeredAt, ...errorColumns(error) })
  }

  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('codepipeline_webhooks').where('id', '=', id).execute()
    await this.#db.deleteFrom('codepipeline_webhook_deliveries').where('webhook_id', '=', id).execute()
  }

  /** False where one of the marks is known already: the delivery is a repetition. */
  async takeDelivery(webhookId: string, marks: string[], now: number): Promise<boolean> {
    for (const delivery of marks) {
      const { numInsertedOrUpdatedRows: added } = await this.#db
        .insertInto('codepipeline_webhook_deliveries')
        .values({ webhook_id: webhookId, delivery, received_at: now })
        .onConflict((conflict) => conflict.columns(['webhook_id', 'delivery']).doNothing())
        .executeTakeFirst()
      if (!added) return false
    }
    return true
  }

  async #change(id: string, change: Partial<Row>): Promise<void> {
    await this.#db.updateTable('codepipeline_webhooks').set(change).where('id', '=', id).execute()
  }

  #rows() {
    return this.#db
      .selectFrom('codepipeline_webhooks')
      .selectAll()
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
  }
}

/** The webhook with that address, whosever it is. */
export async function webhookAt(
  db: Database,
  sealing: SealingKey,
  address: string,
): Promise<(WebhookRecord & Scope) | undefined> {
  const row = await db
    .withTables<JobTables>()
    .selectFrom('codepipeline_webhooks')
    .selectAll()
    .where('address_hash', '=', hashOf(address))
    .executeTakeFirst()
  return row && { ...fromRow(row, sealing), account: row.account, region: row.region }
}

/** Looked up by its hash, so that how long it takes tells nothing of an address. */
const hashOf = (address: string): string => createHash('sha256').update(address).digest('hex')

const errorColumns = (error: WebhookRecord['error']) => ({
  error_code: error?.code ?? null,
  error_message: error?.message ?? null,
})

function fromRow(row: Row, sealing: SealingKey): WebhookRecord {
  const address = sealing.open(row.address, ADDRESS)
  const secret = row.secret === null ? undefined : sealing.open(row.secret, SECRET)
  if (address === undefined || (row.secret !== null && secret === undefined)) {
    throw new Error(`The secrets of webhook ${row.id} were sealed with another key`)
  }
  const message = row.error_message ?? ''
  return {
    id: row.id,
    webhook: JSON.parse(row.definition),
    secret,
    address,
    thirdParty: row.third_party === null ? undefined : JSON.parse(row.third_party),
    error: row.error_code === null ? undefined : { code: row.error_code, message },
    triggeredAt: row.triggered_at === null ? undefined : Number(row.triggered_at),
    createdAt: Number(row.created_at),
  }
}
