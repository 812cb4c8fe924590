/** The keys of the agent's configuration file, without their leading colon. */

type Kind = 'text' | 'boolean' | 'integer' | 'ignored'

interface Key {
  kind: Kind
  /** Smallest value of a number. */
  least?: number
}

const text: Key = { kind: 'text' }
const flag: Key = { kind: 'boolean' }
const ignored: Key = { kind: 'ignored' }
const atLeast = (least: number): Key => ({ kind: 'integer', least })

/** Keys of the official agent, and after the blank line those that only ours has. */
export const CONFIG_KEYS = {
  program_name: text,
  log_dir: text,
  pid_dir: text,
  root_dir: text,
  wait_between_runs: atLeast(0),
  verbose: flag,
  proxy_uri: text,
  max_revisions: atLeast(1),
  disable_imds_v1: flag,
  children: atLeast(1),
  http_read_timeout: atLeast(1),
  on_premises_config_file: text,
  ongoing_deployment_tracking: text,
  kill_agent_max_wait_time_seconds: atLeast(0),
  enable_deployments_log: flag,
  deploy_control_endpoint: text,
  s3_endpoint_override: text,
  use_fips_mode: flag,
  enable_auth_policy: flag,
  // Read so that an official file is no reason for warnings; they mean nothing to this agent.
  log_aws_wire: ignored,
  codedeploy_test_profile: ignored,
  wait_between_spawning_children: ignored,
  wait_after_error: ignored,
  wait_after_throttle_error: ignored,
  wait_after_connection_problem: ignored,
  max_runs_per_worker: ignored,
  use_mock_command_service: ignored,
  instance_service_region: ignored,
  instance_service_endpoint: ignored,
  instance_service_port: ignored,
  shared_dir: ignored,
  // Dropping privileges is left to the service manager.
  user: ignored,
  group: ignored,

  deployment_signer_ca_file: text,
  deployment_signer_name: text,
  tls_ca_file: text,
  github_api_endpoint: text,
  hook_kill_grace_seconds: atLeast(0),
  max_revisions_total_mb: atLeast(1),
  max_bundle_mb: atLeast(1),
  max_unpacked_mb: atLeast(1),
  max_unpacked_entries: atLeast(1),
  max_unpack_ratio: atLeast(1),
  allow_outside_symlinks: flag,
} as const satisfies Record<string, Key>

export type ConfigKey = keyof typeof CONFIG_KEYS

/** A key's value in the type that belongs to it, or why it cannot be that. Empty and null count as absent. */
export function readValue(key: ConfigKey, value: unknown): { value: string | number | boolean | undefined } | string {
  if (value === null || value === undefined || value === '') return { value: undefined }
  const { kind, least }: Key = CONFIG_KEYS[key]
  switch (kind) {
    case 'ignored':
      return { value: undefined }
    case 'text':
      return typeof value === 'string' || typeof value === 'number' ? { value: String(value) } : 'must be text'
    case 'boolean':
      if (typeof value === 'boolean') return { value }
      return value === 'true' || value === 'false' ? { value: value === 'true' } : 'must be true or false'
    case 'integer': {
      const number = typeof value === 'string' ? Number(value) : value
      if (typeof number !== 'number' || !Number.isSafeInteger(number)) return 'must be a whole number'
      return number < (least ?? 0) ? `must be at least ${least}` : { value: number }
    }
  }
}
