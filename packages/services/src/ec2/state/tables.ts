import type { InstanceState } from '../rules/instance-state.ts'

/** A type alias, not an interface: Kysely wants an implicit index signature. Times are milliseconds since the epoch. */
export type Ec2Tables = {
  ec2_instances: {
    id: string
    account: string
    region: string
    /** Which control plane process's machine it runs on: see `Fleet.host`. */
    host: string
    driver: string
    reservation_id: string
    launch_index: number
    image_id: string
    instance_type: string
    zone: string
    private_ip: string
    key_name: string | null
    client_token: string | null
    /** Base64. */
    user_data: string | null
    /** 0 or 1 */
    http_tokens_required: number
    disable_api_termination: number
    disable_api_stop: number
    state: InstanceState
    /** When the state, or a running instance's boot, changed last. */
    state_changed_at: number
    reason_code: string | null
    reason_message: string | null
    /** 0 or 1: it has run at least once. */
    booted: number
    reboot_requested: number
    launched_at: number
  }
  ec2_client_tokens: {
    account: string
    region: string
    token: string
    /** SHA-256 of the request without the token. */
    request: string
    reservation_id: string
    created_at: number
  }
  ec2_tags: {
    account: string
    region: string
    resource_id: string
    key: string
    value: string
  }
  ec2_profile_associations: {
    id: string
    account: string
    region: string
    instance_id: string
    profile_arn: string
    profile_id: string
    created_at: number
  }
}
