import type { EntityKind } from '../rules/entities.ts'

/**
 * A type alias, not an interface: Kysely wants an implicit index signature. Times are milliseconds since the epoch.
 * IAM is global, so no row carries a region; rows that hang on a unique id need no account.
 */
export type IamTables = {
  iam_entities: {
    id: string
    account: string
    kind: EntityKind
    name: string
    /** The name in lower case: names that differ in case only are the same. */
    name_key: string
    path: string
    /** JSON: list of { Key, Value }. */
    tags: string
    boundary: string | null
    created_at: number
    /** JSON: what only entities of this kind have. */
    details: string
  }
  /** Users in groups, roles in instance profiles. */
  iam_memberships: { container_id: string; member_id: string; added_at: number }
  /** Managed policies attached to users, groups and roles. `policy_arn` may be one of AWS's own. */
  iam_attachments: { account: string; holder_id: string; policy_arn: string; attached_at: number }
  iam_inline_policies: { holder_id: string; name: string; document: string }
  iam_policy_versions: { policy_id: string; version: number; document: string; created_at: number }
  iam_access_keys: {
    id: string
    account: string
    user_id: string
    /** Sealed: verifying a signature takes the secret itself. */
    secret: string
    status: 'Active' | 'Inactive'
    created_at: number
  }
  iam_service_credentials: {
    id: string
    account: string
    user_id: string
    service: string
    user_name: string
    /** See hashPassword. */
    password_hash: string
    status: 'Active' | 'Inactive'
    created_at: number
  }
  iam_login_profiles: { user_id: string; password_hash: string; reset_required: number; created_at: number }
  iam_account_aliases: { account: string; alias: string; created_at: number }
  /** When an access key or a role was last used, to about a minute. */
  iam_last_uses: { id: string; used_at: number; service: string; region: string }
  /** One row: how often anything here has changed. What processes remember is good for one revision. */
  iam_revision: { id: number; revision: number }
}
