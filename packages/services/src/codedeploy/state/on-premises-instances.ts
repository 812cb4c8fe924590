import type { Tag } from '@aws-sdk/client-codedeploy'
import { parseArn } from '@towpath/base'
import { type Database, prepared } from '@towpath/storage'
import type { Selectable } from 'kysely'
import { byText, type CodeDeployTables, type Scope } from './tables.ts'

/** A host outside EC2. Times are milliseconds since the epoch. */
export interface OnPremisesInstance {
  /** Ten letters and digits; with the name it makes the ARN. A new registration gets a new one. */
  id: string
  name: string
  /** The IAM user or STS session the agent signs as; exactly one of the two. */
  iamUserArn?: string
  iamSessionArn?: string
  /** Two tags may share a key: identity is the pair (documented by example). */
  tags: Required<Tag>[]
  registeredAt: number
  deregisteredAt?: number
}

const byIdentity = (column: 'iam_session_arn' | 'iam_user_arn') =>
  prepared((db, account: string, region: string, arn: string) =>
    db
      .withTables<CodeDeployTables>()
      .selectFrom('codedeploy_on_premises_instances')
      .selectAll()
      .where('account', '=', account)
      .where('region', '=', region)
      .where(column, '=', arn)
      .where('deregistered_at', 'is', null),
  )
const BY_SESSION = byIdentity('iam_session_arn')
const BY_USER = byIdentity('iam_user_arn')

/** The on-premises instances of one account and region, deregistered ones included. */
export class OnPremisesInstances {
  readonly #handle: Database
  readonly #db
  readonly #scope

  constructor(db: Database, scope: Scope) {
    this.#handle = db
    this.#db = db.withTables<CodeDeployTables>()
    this.#scope = { account: scope.account, region: scope.region }
  }

  async find(name: string): Promise<OnPremisesInstance | undefined> {
    const row = await this.#select().where('name', '=', name).executeTakeFirst()
    return row && fromRow(row)
  }

  /** The registered instance whose agent signs as `arn` (an IAM user or an assumed-role session). */
  async findByIdentity(arn: string): Promise<OnPremisesInstance | undefined> {
    // One column and not `or`: SQLite would read every instance of the account instead of one of two indexes.
    const query = parseArn(arn)?.service === 'sts' ? BY_SESSION : BY_USER
    const [row] = (await query(this.#handle, this.#scope.account, this.#scope.region, arn)).rows
    return row && fromRow(row)
  }

  /** All, by name. */
  async list(): Promise<OnPremisesInstance[]> {
    const rows = await this.#select().execute()
    return rows.map(fromRow).sort(byText((instance) => instance.name))
  }

  /** Those that deployments may go to. */
  async listRegistered(): Promise<OnPremisesInstance[]> {
    return (await this.list()).filter((instance) => instance.deregisteredAt === undefined)
  }

  /** Writes the record of a registration, in place of what a deregistered instance of that name left. */
  async register(instance: OnPremisesInstance): Promise<void> {
    const columns = {
      id: instance.id,
      iam_user_arn: instance.iamUserArn ?? null,
      iam_session_arn: instance.iamSessionArn ?? null,
      tags: JSON.stringify(instance.tags),
      registered_at: instance.registeredAt,
      deregistered_at: null,
    }
    await this.#db
      .insertInto('codedeploy_on_premises_instances')
      .values({ ...this.#scope, name: instance.name, ...columns })
      .onConflict((conflict) => conflict.columns(['account', 'region', 'name']).doUpdateSet(columns))
      .execute()
  }

  /** Takes the instance out of all future deployments. The record stays readable. */
  async deregister(name: string, at: number): Promise<void> {
    await this.#update(name).set({ deregistered_at: at }).where('deregistered_at', 'is', null).execute()
  }

  async setTags(name: string, tags: Required<Tag>[]): Promise<void> {
    await this.#update(name)
      .set({ tags: JSON.stringify(tags) })
      .execute()
  }

  #update(name: string) {
    return this.#db
      .updateTable('codedeploy_on_premises_instances')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('name', '=', name)
  }

  #select() {
    return this.#db
      .selectFrom('codedeploy_on_premises_instances')
      .selectAll()
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
  }
}

/** Another text whenever an instance, of whatever account and region, was registered or deregistered. */
export async function registrationsRevision(db: Database): Promise<string> {
  const row = await db
    .withTables<CodeDeployTables>()
    .selectFrom('codedeploy_on_premises_instances')
    .select(({ fn }) => [
      fn.countAll().as('count'),
      fn.max('registered_at').as('latest'),
      fn.max('deregistered_at').as('ended'),
    ])
    .executeTakeFirstOrThrow()
  return `${row.count}/${row.latest}/${row.ended}`
}

function fromRow(row: Selectable<CodeDeployTables['codedeploy_on_premises_instances']>): OnPremisesInstance {
  return {
    id: row.id,
    name: row.name,
    iamUserArn: row.iam_user_arn ?? undefined,
    iamSessionArn: row.iam_session_arn ?? undefined,
    tags: JSON.parse(row.tags),
    registeredAt: Number(row.registered_at),
    deregisteredAt: row.deregistered_at === null ? undefined : Number(row.deregistered_at),
  }
}
