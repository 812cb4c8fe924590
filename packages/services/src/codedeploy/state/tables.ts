import type { ComputePlatform } from '@aws-sdk/client-codedeploy'

/** The account and region whose rows a request or run works on. */
export interface Scope {
  account: string
  region: string
}

/** Orders text as `page` of base compares keys, whatever collation the database has. */
export function byText<T>(keyOf: (item: T) => string): (left: T, right: T) => number {
  return (left, right) => (keyOf(left) < keyOf(right) ? -1 : keyOf(left) > keyOf(right) ? 1 : 0)
}

/**
 * A type alias, not an interface: Kysely wants an implicit index signature. Times are milliseconds since the epoch;
 * columns whose comment says JSON hold JSON text.
 */
export type CodeDeployTables = {
  codedeploy_applications: {
    id: string
    account: string
    region: string
    name: string
    compute_platform: ComputePlatform
    /** Name of the GitHub token tied to the application. */
    github_account: string | null
    created_at: number
  }
  codedeploy_deployment_groups: {
    id: string
    account: string
    region: string
    application_id: string
    name: string
    /** JSON: DeploymentGroupSettings. */
    settings: string
    /** Copied out of the settings, so that a config in use can be told. */
    deployment_config_name: string
    /** JSON: LastDeployment. */
    last_attempted: string | null
    last_successful: string | null
    /** JSON: the RevisionLocation that was last deployed with success. */
    target_revision: string | null
    target_revision_identity: string | null
    created_at: number
  }
  codedeploy_deployment_configs: {
    id: string
    account: string
    region: string
    name: string
    compute_platform: ComputePlatform
    /** JSON: minimumHealthyHosts, trafficRoutingConfig, zonalConfig. */
    rules: string
    created_at: number
  }
  codedeploy_revisions: {
    id: string
    application_id: string
    /** See revisionIdentity. */
    identity: string
    /** JSON: RevisionLocation. */
    location: string
    description: string | null
    registered_at: number
    first_used_at: number | null
    last_used_at: number | null
  }
  codedeploy_on_premises_instances: {
    /** Part of the ARN after the name: ten letters and digits. */
    id: string
    account: string
    region: string
    name: string
    iam_user_arn: string | null
    iam_session_arn: string | null
    /** JSON: list of { Key, Value }. */
    tags: string
    registered_at: number
    deregistered_at: number | null
  }
  /** Resource tags. `owner_id` is the application's or group's id, which a rename keeps. */
  codedeploy_tags: {
    owner_id: string
    key: string
    value: string
  }
  codedeploy_github_tokens: {
    account: string
    region: string
    name: string
    /** The token as `sealing` of base wrote it. */
    sealed: string
    created_at: number
  }
}
