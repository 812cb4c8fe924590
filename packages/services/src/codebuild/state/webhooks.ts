import type { SealingKey } from '@towpath/base'
import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { WebhookSettings } from '../rules/webhooks/webhook-settings.ts'
import type { Scope } from './tables.ts'

const PURPOSE = 'codebuild.webhook'

/** What the host of the repository knows of a webhook. */
export interface RegisteredHook {
  hookId: string
  hookUrl: string
}

export interface StoredWebhook {
  projectName: string
  /** The end of its URL. */
  address: string
  settings: WebhookSettings
  /** What deliveries are signed with. */
  secret: string
  /** Absent for webhooks that were set up by hand. */
  hook?: RegisteredHook
  /** Milliseconds since the epoch. */
  secretChangedAt: number
}

type WebhookTables = {
  codebuild_webhooks: Scope & {
    project_name: string
    address: string
    /** JSON: WebhookSettings. */
    settings: string
    /** The secret, as `sealing` of base wrote it. */
    sealed: string
    /** JSON: RegisteredHook. */
    hook: string | null
    secret_changed_at: number
  }
  codebuild_deliveries: { address: string; mark: string; taken_at: number }
}

/** The webhooks of one account and region: one for each project. */
export class Webhooks {
  readonly #db
  readonly #scope
  readonly #sealing

  constructor(db: Database, scope: Scope, sealing: SealingKey) {
    this.#db = db.withTables<WebhookTables>()
    this.#scope = { account: scope.account, region: scope.region }
    this.#sealing = sealing
  }

  async find(projectName: string): Promise<StoredWebhook | undefined> {
    const row = await this.#db
      .selectFrom('codebuild_webhooks')
      .selectAll()
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('project_name', '=', projectName)
      .executeTakeFirst()
    return row && fromRow(row, this.#sealing)
  }

  /** Resolves to false, and changes nothing, when the project has one. */
  async create(webhook: StoredWebhook): Promise<boolean> {
    const { projectName, address } = webhook
    const result = await this.#db
      .insertInto('codebuild_webhooks')
      .values({ ...this.#scope, project_name: projectName, address, ...changing(webhook, this.#sealing) })
      .onConflict((conflict) => conflict.columns(['account', 'region', 'project_name']).doNothing())
      .executeTakeFirst()
    return Boolean(result.numInsertedOrUpdatedRows)
  }

  /** Resolves to false when it is gone. */
  async save(webhook: StoredWebhook): Promise<boolean> {
    const result = await this.#db
      .updateTable('codebuild_webhooks')
      .set(changing(webhook, this.#sealing))
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('address', '=', webhook.address)
      .executeTakeFirst()
    return Number(result.numUpdatedRows) > 0
  }

  async delete(projectName: string): Promise<void> {
    await this.#db
      .deleteFrom('codebuild_webhooks')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('project_name', '=', projectName)
      .execute()
  }
}

/** The webhook at an address, of whichever account and region. */
export async function webhookAt(
  db: Database,
  sealing: SealingKey,
  address: string,
): Promise<(StoredWebhook & Scope) | undefined> {
  const row = await db
    .withTables<WebhookTables>()
    .selectFrom('codebuild_webhooks')
    .selectAll()
    .where('address', '=', address)
    .executeTakeFirst()
  return row && { ...fromRow(row, sealing), account: row.account, region: row.region }
}

/** Marks a delivery as taken; false when one of its marks was there already. Within a transaction. */
export async function takeDelivery(db: Database, address: string, marks: string[], now: number): Promise<boolean> {
  const tables = db.withTables<WebhookTables>()
  const known = await tables
    .selectFrom('codebuild_deliveries')
    .select('mark')
    .where('address', '=', address)
    .where('mark', 'in', marks)
    .executeTakeFirst()
  if (known) return false
  const rows = marks.map((mark) => ({ address, mark, taken_at: now }))
  await tables.insertInto('codebuild_deliveries').values(rows).execute()
  return true
}

/** Forgets up to `limit` deliveries taken before a time; resolves to how many. */
export async function forgetDeliveries(db: Database, before: number, limit: number): Promise<number> {
  const tables = db.withTables<WebhookTables>()
  const old = await tables
    .selectFrom('codebuild_deliveries')
    .select(['address', 'mark'])
    .where('taken_at', '<', before)
    .limit(limit)
    .execute()
  for (const { address, mark } of old) {
    await tables.deleteFrom('codebuild_deliveries').where('address', '=', address).where('mark', '=', mark).execute()
  }
  return old.length
}

function changing({ settings, secret, hook, secretChangedAt }: StoredWebhook, sealing: SealingKey) {
  return {
    settings: JSON.stringify(settings),
    sealed: sealing.seal(secret, PURPOSE),
    hook: hook ? JSON.stringify(hook) : null,
    secret_changed_at: secretChangedAt,
  }
}

function fromRow(row: Selectable<WebhookTables['codebuild_webhooks']>, sealing: SealingKey): StoredWebhook {
  const secret = sealing.open(row.sealed, PURPOSE)
  if (secret === undefined) throw new Error(`The secret of the webhook of ${row.project_name} cannot be unsealed`)
  return {
    projectName: row.project_name,
    address: row.address,
    settings: JSON.parse(row.settings),
    secret,
    hook: row.hook ? JSON.parse(row.hook) : undefined,
    secretChangedAt: Number(row.secret_changed_at),
  }
}
