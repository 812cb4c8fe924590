type Scoped = { account: string; region: string }

/** A type alias, not an interface: Kysely wants an implicit index signature. Times are milliseconds since the epoch. */
export type SsmTables = {
  ssm_parameters: Scoped & {
    name: string
    /** The newest. */
    version: number
    /** JSON: Tags. */
    tags: string
  }
  ssm_parameter_versions: Scoped & {
    name: string
    version: number
    /** JSON: VersionSettings. */
    settings: string
    /** The value, as `sealing` of base wrote it; of every type, because also a String can turn out to be a secret. */
    sealed: string
    /** JSON: list of texts. */
    labels: string
    modified_at: number
    /** ARN. */
    modified_by: string
  }
}
