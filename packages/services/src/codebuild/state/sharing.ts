import type { ProjectVisibilityType } from '@aws-sdk/client-codebuild'
import type { Database } from '@towpath/storage'
import type { Scope } from './tables.ts'

/** Who may see the builds of a project. */
export interface Visibility {
  projectVisibility: ProjectVisibilityType
  publicProjectAlias?: string
  resourceAccessRole?: string
}

type SharingTables = {
  /** `visibility`: JSON. */
  codebuild_visibilities: Scope & { project_name: string; visibility: string }
  codebuild_resource_policies: Scope & { resource_arn: string; policy: string }
}

/** Visibilities of projects, and policies of resources, of one account and region. */
export class Sharing {
  readonly #db
  readonly #scope

  constructor(db: Database, scope: Scope) {
    this.#db = db.withTables<SharingTables>()
    this.#scope = { account: scope.account, region: scope.region }
  }

  async visibility(projectName: string): Promise<Visibility | undefined> {
    const row = await this.#db
      .selectFrom('codebuild_visibilities')
      .select('visibility')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('project_name', '=', projectName)
      .executeTakeFirst()
    return row && JSON.parse(row.visibility)
  }

  async setVisibility(projectName: string, visibility: Visibility): Promise<void> {
    const columns = { visibility: JSON.stringify(visibility) }
    await this.#db
      .insertInto('codebuild_visibilities')
      .values({ ...this.#scope, project_name: projectName, ...columns })
      .onConflict((conflict) => conflict.columns(['account', 'region', 'project_name']).doUpdateSet(columns))
      .execute()
  }

  async policy(resourceArn: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('codebuild_resource_policies')
      .select('policy')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('resource_arn', '=', resourceArn)
      .executeTakeFirst()
    return row?.policy
  }

  async putPolicy(resourceArn: string, policy: string): Promise<void> {
    await this.#db
      .insertInto('codebuild_resource_policies')
      .values({ ...this.#scope, resource_arn: resourceArn, policy })
      .onConflict((conflict) => conflict.columns(['account', 'region', 'resource_arn']).doUpdateSet({ policy }))
      .execute()
  }

  async deletePolicy(resourceArn: string): Promise<void> {
    await this.#db
      .deleteFrom('codebuild_resource_policies')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('resource_arn', '=', resourceArn)
      .execute()
  }

  /** For a project that is deleted. */
  async forgetProject(projectName: string, arn: string): Promise<void> {
    await this.#db
      .deleteFrom('codebuild_visibilities')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('project_name', '=', projectName)
      .execute()
    await this.deletePolicy(arn)
  }
}
