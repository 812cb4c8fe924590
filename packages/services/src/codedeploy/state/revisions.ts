import type { RevisionLocation } from '@aws-sdk/client-codedeploy'
import type { Ids } from '@towpath/base'
import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import { revisionIdentity } from '../rules/revision-identity.ts'
import type { CodeDeployTables } from './tables.ts'

/** A revision as an application knows it. Times are milliseconds since the epoch. */
export interface Revision {
  id: string
  location: RevisionLocation
  description?: string
  registeredAt: number
  /** Creation of the first and of the latest deployment that used it. */
  firstUsedAt?: number
  lastUsedAt?: number
  /** Names of the groups whose target revision this is. */
  deploymentGroups: string[]
}

/** The revisions that applications remember. Locations must have passed `validateRevisionLocation`. */
export class Revisions {
  readonly #db
  readonly #ids

  constructor(db: Database, ids: Ids) {
    this.#db = db.withTables<CodeDeployTables>()
    this.#ids = ids
  }

  async find(applicationId: string, location: RevisionLocation): Promise<Revision | undefined> {
    const row = await this.#of(applicationId).where('identity', '=', revisionIdentity(location)).executeTakeFirst()
    return row && fromRow(row, await this.#targets(applicationId))
  }

  /** All of one application, in the order of their ids. */
  async list(applicationId: string): Promise<Revision[]> {
    const rows = await this.#of(applicationId).orderBy('id').execute()
    const targets = await this.#targets(applicationId)
    return rows.map((row) => fromRow(row, targets))
  }

  /** Remembers a location; one that is known already gets the new description and time. */
  async register(
    applicationId: string,
    location: RevisionLocation,
    registration: { description?: string; at: number },
  ): Promise<void> {
    const known = { description: registration.description ?? null, registered_at: registration.at }
    await this.#db
      .insertInto('codedeploy_revisions')
      .values({ ...this.#new(applicationId, location), ...known })
      .onConflict((conflict) => conflict.columns(['application_id', 'identity']).doUpdateSet(known))
      .execute()
  }

  /**
   * Remembers that a deployment was created from a location, and registers it where nobody has: then all three times
   * are that of the deployment (documented).
   */
  async recordUse(
    applicationId: string,
    location: RevisionLocation,
    deployment: { id: string; createdAt: number },
  ): Promise<void> {
    const { id, createdAt } = deployment
    const fresh = {
      ...this.#new(applicationId, location),
      description: `Application revision registered by Deployment ID: ${id}`,
      registered_at: createdAt,
      first_used_at: createdAt,
      last_used_at: createdAt,
    }
    await this.#db
      .insertInto('codedeploy_revisions')
      .values(fresh)
      .onConflict((conflict) =>
        conflict.columns(['application_id', 'identity']).doUpdateSet((column) => ({
          first_used_at: column.fn.coalesce('codedeploy_revisions.first_used_at', column.val(createdAt)),
          last_used_at: createdAt,
        })),
      )
      .execute()
  }

  async deleteAll(applicationId: string): Promise<void> {
    await this.#db.deleteFrom('codedeploy_revisions').where('application_id', '=', applicationId).execute()
  }

  #new(applicationId: string, location: RevisionLocation) {
    return {
      id: this.#ids.uuid(),
      application_id: applicationId,
      identity: revisionIdentity(location),
      location: JSON.stringify(location),
    }
  }

  #of(applicationId: string) {
    return this.#db.selectFrom('codedeploy_revisions').selectAll().where('application_id', '=', applicationId)
  }

  /** Names of groups by the identity of their target revision. */
  async #targets(applicationId: string): Promise<Map<string, string[]>> {
    const groups = await this.#db
      .selectFrom('codedeploy_deployment_groups')
      .select(['name', 'target_revision_identity'])
      .where('application_id', '=', applicationId)
      .where('target_revision_identity', 'is not', null)
      .execute()
    const targets = new Map<string, string[]>()
    for (const { name, target_revision_identity: identity } of groups) {
      if (identity === null) continue
      targets.set(identity, [...(targets.get(identity) ?? []), name].sort())
    }
    return targets
  }
}

function fromRow(row: Selectable<CodeDeployTables['codedeploy_revisions']>, targets: Map<string, string[]>): Revision {
  return {
    id: row.id,
    location: JSON.parse(row.location),
    description: row.description ?? undefined,
    registeredAt: Number(row.registered_at),
    firstUsedAt: row.first_used_at === null ? undefined : Number(row.first_used_at),
    lastUsedAt: row.last_used_at === null ? undefined : Number(row.last_used_at),
    deploymentGroups: targets.get(row.identity) ?? [],
  }
}
