import type { VpcConfiguration } from '@aws-sdk/client-codestar-connections'
import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import { type Place, resourceArn, type ServiceName } from '../rules/arns.ts'
import type { CodeConnectionsTables } from './tables.ts'

export interface Host {
  id: string
  arn: string
  name: string
  provider: string
  /** `https://HOST`, without a slash at its end. */
  endpoint: string
  vpc?: VpcConfiguration
}

/** Enterprise servers and the like, of one account and region. */
export class Hosts {
  readonly #db
  readonly #place

  constructor(db: Database, place: Place) {
    this.#db = db.withTables<CodeConnectionsTables>()
    this.#place = { account: place.account, region: place.region }
  }

  async find(id: string): Promise<Host | undefined> {
    const row = await this.#select().where('id', '=', id).executeTakeFirst()
    return row && fromRow(row)
  }

  async list(): Promise<Host[]> {
    return (await this.#select().execute()).map(fromRow)
  }

  async create(host: Omit<Host, 'arn'> & { service: ServiceName; createdAt: number }): Promise<void> {
    const { createdAt, vpc, ...columns } = host
    await this.#db
      .insertInto('codeconnections_hosts')
      .values({ ...this.#place, ...columns, vpc: vpc ? JSON.stringify(vpc) : null, created_at: createdAt })
      .execute()
  }

  async change(id: string, { endpoint, vpc }: { endpoint?: string; vpc?: VpcConfiguration }): Promise<void> {
    await this.#db
      .updateTable('codeconnections_hosts')
      .set({ ...(endpoint ? { endpoint } : {}), ...(vpc ? { vpc: JSON.stringify(vpc) } : {}) })
      .where('account', '=', this.#place.account)
      .where('region', '=', this.#place.region)
      .where('id', '=', id)
      .execute()
  }

  async delete(id: string): Promise<void> {
    await this.#db
      .deleteFrom('codeconnections_hosts')
      .where('account', '=', this.#place.account)
      .where('region', '=', this.#place.region)
      .where('id', '=', id)
      .execute()
  }

  #select() {
    return this.#db
      .selectFrom('codeconnections_hosts')
      .selectAll()
      .where('account', '=', this.#place.account)
      .where('region', '=', this.#place.region)
  }
}

function fromRow(row: Selectable<CodeConnectionsTables['codeconnections_hosts']>): Host {
  const { id, name, provider, endpoint, vpc } = row
  const arn = resourceArn(row, row.service, 'host', id)
  return { id, arn, name, provider, endpoint, vpc: vpc === null ? undefined : JSON.parse(vpc) }
}
