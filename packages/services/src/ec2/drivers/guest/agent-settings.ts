import { createHash } from 'node:crypto'
import type { InstanceSpec } from '../driver.ts'

/** How instances run the agent; the same for all instances of a control plane. */
export interface AgentSettings {
  /** Program and arguments. `{config}` in one of them stands for the path of the configuration file. */
  command: string[]
  /** Further keys of the agent's configuration file, without the leading colon. */
  configuration?: Record<string, string | number | boolean>
  /** PEM of the authority that signs deployment specifications; instances trust no other. */
  signerCa?: string
}

/** Where an instance keeps what belongs to its agent, as the instance itself sees it. Without a slash at the end. */
export interface AgentPlaces {
  configFolder: string
  rootFolder: string
  logFolder: string
}

/** Where the official agent has them. */
export const OFFICIAL_PLACES: AgentPlaces = {
  configFolder: '/etc/codedeploy-agent/conf',
  rootFolder: '/opt/codedeploy-agent',
  logFolder: '/var/log/aws/codedeploy-agent',
}

export const configFile = (places: AgentPlaces) => `${places.configFolder}/codedeployagent.yml`
export const pidFile = (places: AgentPlaces) => `${places.rootFolder}/state/.pid/codedeploy-agent.pid`
export const agentLog = (places: AgentPlaces) => `${places.logFolder}/codedeploy-agent.log`
/** What the agent's process writes by itself, apart from its log: the text of a crash. */
export const agentOutput = (places: AgentPlaces) => `${places.logFolder}/codedeploy-agent.out`
export const signerCaFile = (places: AgentPlaces) => `${places.configFolder}/deployment-signer-ca.pem`

/** The agent's configuration file (YAML): the keys of the file that the official agent ships, pointed at us. */
export function agentConfiguration(settings: AgentSettings, places: AgentPlaces, controlEndpoint: string): string {
  const entries: Record<string, string | number | boolean> = {
    log_aws_wire: false,
    log_dir: `${places.logFolder}/`,
    pid_dir: `${places.rootFolder}/state/.pid/`,
    program_name: 'codedeploy-agent',
    root_dir: `${places.rootFolder}/deployment-root`,
    verbose: false,
    wait_between_runs: 1,
    max_revisions: 5,
    ...(settings.signerCa === undefined ? {} : { deployment_signer_ca_file: signerCaFile(places) }),
    ...settings.configuration,
  }
  const lines = Object.entries(entries).map(([key, value]) => `:${key}: ${JSON.stringify(value)}`)
  // Unquoted and last, because the instance's own scripts rewrite these two lines when the control plane moves.
  lines.push(`:deploy_control_endpoint: ${controlEndpoint}`, `:s3_endpoint_override: ${controlEndpoint}`)
  return `---\n${lines.join('\n')}\n`
}

/** `settings` of agent-service.sh. */
export function serviceSettings(places: AgentPlaces): string {
  const values = {
    pid_file: pidFile(places),
    root_dir: `${places.rootFolder}/deployment-root`,
    config_file: configFile(places),
    log_file: agentOutput(places),
  }
  return lines(Object.entries(values).map(([name, value]) => `${name}=${value}`))
}

/** `argv` of agent-service.sh. */
export function agentArguments(settings: AgentSettings, places: AgentPlaces): string {
  const argv = settings.command.map((argument) => argument.replaceAll('{config}', configFile(places)))
  if (argv.some((argument) => argument.includes('\n'))) throw new Error('The agent command must not hold line breaks')
  return lines(argv)
}

/** Environment of agent, hooks and shells: `aws` and the SDKs find region, endpoint and credentials by it. */
export function instanceEnvironment(
  spec: InstanceSpec,
  credentials: { url: string; token: string },
): Record<string, string> {
  return {
    AWS_REGION: spec.region,
    AWS_DEFAULT_REGION: spec.region,
    AWS_ENDPOINT_URL: spec.controlEndpoint,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: credentials.url,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: credentials.token,
  }
}

/** `agent.env` of agent-service.sh. Values with a line break are left out: they could pass for further variables. */
export function environmentFile(environment: Record<string, string>): string {
  return lines(
    Object.entries(environment)
      .filter(([, value]) => !/[\n\0]/.test(value))
      .map(([name, value]) => `${name}=${value}`),
  )
}

/** Tells whether an instance was booted with the same address and environment. */
export function fingerprint(spec: InstanceSpec, environment: Record<string, string>): string {
  return createHash('sha256')
    .update(JSON.stringify([spec.controlEndpoint, environment]))
    .digest('hex')
}

const lines = (all: string[]) => all.map((line) => `${line}\n`).join('')
