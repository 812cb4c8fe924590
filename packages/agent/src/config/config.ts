import { readFile } from 'node:fs/promises'
import { UsageError } from '@towpath/base/errors.ts'
import { CONFIG_KEYS, type ConfigKey, readValue } from './keys.ts'
import { parseYamlMapping } from './yaml.ts'

/** Where the configuration is looked for, in this order, when no file is named. */
export const DEFAULT_CONFIG_FILES = [
  '/etc/codedeploy-agent/conf/codedeployagent.yml',
  '/opt/codedeploy-agent/conf/codedeployagent.yml',
] as const

/** The agent's configuration; times in seconds, sizes in bytes. */
export interface AgentConfig {
  programName: string
  logDir: string
  pidDir: string
  rootDir: string
  waitBetweenRuns: number
  verbose: boolean
  proxyUri?: string
  maxRevisions: number
  disableImdsV1: boolean
  httpReadTimeout: number
  onPremisesConfigFile: string
  /** Name of a folder below the root. */
  ongoingDeploymentTracking: string
  killAgentMaxWaitTime: number
  enableDeploymentsLog: boolean
  deployControlEndpoint?: string
  s3EndpointOverride?: string
  useFipsMode: boolean
  enableAuthPolicy: boolean
  /** PEM file; whose signatures on deployments are believed. */
  deploymentSignerCaFile?: string
  /** Default `codedeploy-commands.REGION.amazonaws.com`. */
  deploymentSignerName?: string
  /** PEM file of authorities for TLS, besides the system's. */
  tlsCaFile?: string
  gitHubApiEndpoint: string
  /** Between SIGTERM and SIGKILL for a script that ran out of time. */
  hookKillGrace: number
  /** All revisions of a deployment group together; no limit when absent. */
  maxRevisionsTotalBytes?: number
  limits: UnpackLimits
}

/** How large a bundle may be and become. */
export interface UnpackLimits {
  maxBundleBytes: number
  maxUnpackedBytes: number
  maxEntries: number
  /** Unpacked bytes per packed byte, for what is beyond 64 MiB. */
  maxRatio: number
  /** Keep symbolic links that lead out of the revision, instead of refusing the bundle. */
  allowOutsideSymlinks: boolean
}

export interface LoadedConfig {
  config: AgentConfig
  /** Things in the file that have no effect, for the log. */
  warnings: string[]
}

/** Reads a configuration file. Throws UsageError when it cannot be read or a value cannot be used. */
export async function loadConfig(file?: string): Promise<LoadedConfig> {
  const candidates = file === undefined ? DEFAULT_CONFIG_FILES : [file]
  for (const candidate of candidates) {
    const text = await readFile(candidate, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' && file === undefined) return undefined
      throw new UsageError(`Cannot read the agent configuration file ${candidate}: ${error.message}`)
    })
    if (text !== undefined) return parseConfig(text, candidate)
  }
  throw new UsageError(`There is no agent configuration file: neither ${DEFAULT_CONFIG_FILES.join(' nor ')}`)
}

/** The configuration in a text; `name` is what messages call it. */
export function parseConfig(text: string, name: string): LoadedConfig {
  const { values, warnings } = readKeys(text, name)
  const string = (key: ConfigKey) => (typeof values[key] === 'string' ? values[key] : undefined)
  const number = (key: ConfigKey) => (typeof values[key] === 'number' ? values[key] : undefined)
  const flag = (key: ConfigKey) => (typeof values[key] === 'boolean' ? values[key] : undefined)
  const bytes = (key: ConfigKey) => (typeof values[key] === 'number' ? values[key] * 1024 * 1024 : undefined)
  if ((number('children') ?? 1) !== 1) throw new UsageError(`${name}: :children: must be 1`)

  const config: AgentConfig = {
    programName: string('program_name') ?? 'codedeploy-agent',
    logDir: string('log_dir') ?? '/var/log/aws/codedeploy-agent/',
    pidDir: string('pid_dir') ?? '/opt/codedeploy-agent/state/.pid/',
    rootDir: string('root_dir') ?? '/opt/codedeploy-agent/deployment-root',
    waitBetweenRuns: number('wait_between_runs') ?? 30,
    verbose: flag('verbose') ?? false,
    proxyUri: string('proxy_uri'),
    maxRevisions: number('max_revisions') ?? 5,
    disableImdsV1: flag('disable_imds_v1') ?? false,
    httpReadTimeout: number('http_read_timeout') ?? 80,
    onPremisesConfigFile: string('on_premises_config_file') ?? '/etc/codedeploy-agent/conf/codedeploy.onpremises.yml',
    ongoingDeploymentTracking: string('ongoing_deployment_tracking') ?? 'ongoing-deployment',
    killAgentMaxWaitTime: number('kill_agent_max_wait_time_seconds') ?? 7200,
    enableDeploymentsLog: flag('enable_deployments_log') ?? true,
    deployControlEndpoint: string('deploy_control_endpoint'),
    s3EndpointOverride: string('s3_endpoint_override'),
    useFipsMode: flag('use_fips_mode') ?? false,
    enableAuthPolicy: flag('enable_auth_policy') ?? false,
    deploymentSignerCaFile: string('deployment_signer_ca_file'),
    deploymentSignerName: string('deployment_signer_name'),
    tlsCaFile: string('tls_ca_file'),
    gitHubApiEndpoint: string('github_api_endpoint') ?? 'https://api.github.com',
    hookKillGrace: number('hook_kill_grace_seconds') ?? 10,
    maxRevisionsTotalBytes: bytes('max_revisions_total_mb'),
    limits: {
      maxBundleBytes: bytes('max_bundle_mb') ?? 20 * 1024 ** 3,
      maxUnpackedBytes: bytes('max_unpacked_mb') ?? 20 * 1024 ** 3,
      maxEntries: number('max_unpacked_entries') ?? 500_000,
      maxRatio: number('max_unpack_ratio') ?? 250,
      allowOutsideSymlinks: flag('allow_outside_symlinks') ?? false,
    },
  }
  refuseBadAddresses(config, name)
  if (/[/\0]|^\.{1,2}$/.test(config.ongoingDeploymentTracking)) {
    throw new UsageError(`${name}: :ongoing_deployment_tracking: must be the name of a folder`)
  }
  return { config, warnings }
}

function readKeys(text: string, name: string) {
  const values: Partial<Record<ConfigKey, string | number | boolean>> = {}
  const warnings: string[] = []
  for (const [written, value] of Object.entries(mappingIn(text, name))) {
    const key = written.replace(/^:/, '')
    if (!isConfigKey(key)) {
      warnings.push(`${name}: unknown key ${written} is ignored`)
      continue
    }
    const read = readValue(key, value)
    if (typeof read === 'string') throw new UsageError(`${name}: :${key}: ${read}, not ${JSON.stringify(value)}`)
    if (read.value !== undefined) values[key] = read.value
  }
  return { values, warnings }
}

function mappingIn(text: string, name: string): Record<string, unknown> {
  try {
    return parseYamlMapping(text)
  } catch (cause) {
    throw new UsageError(`${name} is not a configuration file: ${cause instanceof Error ? cause.message : cause}`)
  }
}

function refuseBadAddresses(config: AgentConfig, name: string): void {
  const addresses = {
    deploy_control_endpoint: config.deployControlEndpoint,
    s3_endpoint_override: config.s3EndpointOverride,
    github_api_endpoint: config.gitHubApiEndpoint,
    proxy_uri: config.proxyUri,
  }
  for (const [key, address] of Object.entries(addresses)) {
    if (address !== undefined && !/^https?:$/.test(URL.parse(address)?.protocol ?? '')) {
      throw new UsageError(`${name}: :${key}: must be an http or https address, not ${JSON.stringify(address)}`)
    }
  }
}

function isConfigKey(key: string): key is ConfigKey {
  return Object.hasOwn(CONFIG_KEYS, key)
}
