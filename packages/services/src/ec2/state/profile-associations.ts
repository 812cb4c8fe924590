import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { Place } from '../rules/ids.ts'
import type { Ec2Tables } from './tables.ts'

/** That an instance has an instance profile. An instance has one at most. */
export interface ProfileAssociation {
  /** `iip-assoc-…` */
  id: string
  instanceId: string
  profileArn: string
  /** `AIPA…` */
  profileId: string
  createdAt: number
}

/** The associations of one account and region. */
export class ProfileAssociations {
  readonly #db
  readonly #place: Place

  constructor(db: Database, place: Place) {
    this.#db = db.withTables<Ec2Tables>()
    this.#place = { account: place.account, region: place.region }
  }

  /** All, by id. */
  async list(): Promise<ProfileAssociation[]> {
    const rows = await this.#select().orderBy('id').execute()
    return rows.map(fromRow)
  }

  async byInstance(): Promise<Map<string, ProfileAssociation>> {
    return new Map((await this.list()).map((association) => [association.instanceId, association]))
  }

  async find(id: string): Promise<ProfileAssociation | undefined> {
    const row = await this.#select().where('id', '=', id).executeTakeFirst()
    return row && fromRow(row)
  }

  async ofInstance(instanceId: string): Promise<ProfileAssociation | undefined> {
    const row = await this.#select().where('instance_id', '=', instanceId).executeTakeFirst()
    return row && fromRow(row)
  }

  async create(association: ProfileAssociation): Promise<void> {
    await this.#db
      .insertInto('ec2_profile_associations')
      .values({
        ...this.#place,
        id: association.id,
        instance_id: association.instanceId,
        profile_arn: association.profileArn,
        profile_id: association.profileId,
        created_at: association.createdAt,
      })
      .execute()
  }

  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('ec2_profile_associations').where('id', '=', id).execute()
  }

  async deleteOfInstance(instanceId: string): Promise<void> {
    await this.#db.deleteFrom('ec2_profile_associations').where('instance_id', '=', instanceId).execute()
  }

  #select() {
    return this.#db
      .selectFrom('ec2_profile_associations')
      .selectAll()
      .where('account', '=', this.#place.account)
      .where('region', '=', this.#place.region)
  }
}

/** Another text whenever an association, of whatever account and region, was made or ended. */
export async function associationsRevision(db: Database): Promise<string> {
  const row = await db
    .withTables<Ec2Tables>()
    .selectFrom('ec2_profile_associations')
    .select(({ fn }) => [fn.countAll().as('count'), fn.max('created_at').as('latest')])
    .executeTakeFirstOrThrow()
  return `${row.count}/${row.latest}`
}

const fromRow = (row: Selectable<Ec2Tables['ec2_profile_associations']>): ProfileAssociation => ({
  id: row.id,
  instanceId: row.instance_id,
  profileArn: row.profile_arn,
  profileId: row.profile_id,
  createdAt: Number(row.created_at),
})
