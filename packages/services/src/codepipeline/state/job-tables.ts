/**
 * What programs outside the control plane take part with: custom action types and the jobs of their workers, webhooks. A
 * type alias, not an interface: Kysely wants an implicit index signature. Times are milliseconds since the epoch; columns
 * whose comment says JSON hold JSON text.
 */
export type JobTables = {
  codepipeline_action_types: {
    /** Lower-case UUID. */
    id: string
    account: string
    region: string
    /** `Custom/CATEGORY/PROVIDER/VERSION`. */
    type: string
    /** JSON: ActionTypeDefinition. */
    definition: string
    created_at: number
    /** Null while it is there: its version is never free again. */
    deleted_at: number | null
  }
  codepipeline_jobs: {
    /** Lower-case UUID. */
    id: string
    account: string
    region: string
    /** `Custom/CATEGORY/PROVIDER/VERSION`. */
    type: string
    /** The value that workers may query; null where the type has no such property. */
    query_value: string | null
    action_execution_id: string
    /** 1 for the first job of an action; a continuation token makes the next. */
    number: number
    nonce: string
    /** JobStatus. */
    status: string
    continuation_token: string | null
    /** JSON: JobSubject. */
    subject: string
    /** Sealed JSON: Record<string, string>, the configuration with its secrets in clear. */
    configuration: string
    /** JSON: JobReport, what its worker said last. */
    report: string
    created_at: number
    /** 0 until a worker was given it. */
    dispatched_at: number
    ended_at: number | null
  }
  codepipeline_webhooks: {
    /** Lower-case UUID. */
    id: string
    account: string
    region: string
    name: string
    /** JSON: Webhook, its secret masked. */
    definition: string
    /** Sealed: the secret token of GITHUB_HMAC. */
    secret: string | null
    /** SHA-256 of the last part of its address, in hex. */
    address_hash: string
    /** Sealed: the last part of its address. */
    address: string
    /** JSON: ThirdPartyHook, where it was registered. */
    third_party: string | null
    error_code: string | null
    error_message: string | null
    triggered_at: number | null
    created_at: number
  }
  /** Deliveries that were taken, so that none counts twice. */
  codepipeline_webhook_deliveries: { webhook_id: string; delivery: string; received_at: number }
}
