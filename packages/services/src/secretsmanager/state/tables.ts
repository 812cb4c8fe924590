/** A type alias, not an interface: Kysely wants an implicit index signature. Times are milliseconds since the epoch. */
export type SecretsmanagerTables = {
  secretsmanager_secrets: {
    /** `<name>-<suffix>` and where it is: never the same for two secrets, not even of one name after the other. */
    id: string
    account: string
    region: string
    name: string
    suffix: string
    description: string | null
    /** JSON: Tags. */
    tags: string
    created_at: number
    changed_at: number
    /** When it was deleted, and when it is gone for good. */
    deleted_at: number | null
    gone_at: number | null
  }
  secretsmanager_versions: {
    secret_id: string
    id: string
    /** JSON of SecretValue, as `sealing` of base wrote it. */
    sealed: string
    /** JSON: list of texts. */
    stages: string
    created_at: number
  }
}
