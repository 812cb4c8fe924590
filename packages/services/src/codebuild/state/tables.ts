/** The account and region whose rows a request or run works on. */
export interface Scope {
  account: string
  region: string
}

type Scoped = { account: string; region: string }

/**
 * A type alias, not an interface: Kysely wants an implicit index signature. Times are milliseconds since the epoch;
 * columns whose comment says JSON hold JSON text.
 */
export type CodeBuildTables = {
  codebuild_projects: Scoped & {
    name: string
    /** JSON: ProjectSettings. */
    settings: string
    created_at: number
    modified_at: number
    /** When what was cached before stopped to count. */
    cache_invalid_at: number | null
  }
  /** The last number that a build of a project got. Outlives the project: numbers are never given twice. */
  codebuild_build_numbers: Scoped & { project_name: string; last_number: number }
  codebuild_builds: Scoped & {
    /** `<project>:<uuid>`. */
    id: string
    project_name: string
    number: number
    /** `<project>:<uuid>` of the batch that it is part of. */
    batch_id: string | null
    status: string
    current_phase: string
    /** JSON: BuildSettings. */
    settings: string
    /** JSON: list of PhaseRecord. */
    phases: string
    /** JSON: BuildOutcome. */
    outcome: string
    /** JSON: BuildInput. */
    input: string | null
    /** 1 for builds without a project. */
    managed: number
    started_at: number
    ended_at: number | null
  }
  codebuild_start_tokens: Scoped & {
    project_name: string
    token: string
    build_id: string
    /** Digest of what was asked for. */
    request: string
    created_at: number
  }
  codebuild_batches: Scoped & {
    id: string
    project_name: string
    number: number
    status: string
    current_phase: string
    /** JSON: BuildSettings. */
    settings: string
    /** JSON: list of BatchPhaseRecord. */
    phases: string
    /** JSON: list of GroupState. */
    groups: string
    started_at: number
    ended_at: number | null
  }
  codebuild_report_groups: Scoped & {
    name: string
    type: string
    /** JSON: ReportGroupSettings. */
    settings: string
    created_at: number
    modified_at: number
  }
  codebuild_reports: Scoped & {
    /** `<group>:<uuid>`. */
    id: string
    group_name: string
    status: string
    /** JSON: StoredReport['details']. */
    details: string
    created_at: number
    expires_at: number
  }
  codebuild_source_credentials: Scoped & {
    server_type: string
    auth_type: string
    /** JSON of SourceSecret, as `sealing` of base wrote it. */
    sealed: string
    created_at: number
  }
}
