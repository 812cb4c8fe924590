import { join, resolve } from 'node:path'
import type { DeploymentSpecification, OutputEntry } from '@towpath/agent-link'
import { ERROR_CODE } from '@towpath/agent-link/diagnostics.ts'
import { HOST_EVENTS } from '@towpath/agent-link/lifecycle-events.ts'
import { type Clock, systemClock } from '@towpath/base/clock.ts'
import { UsageError } from '@towpath/base/errors.ts'
import { type Ids, randomIds, UPPER_ALPHANUMERIC } from '@towpath/base/ids.ts'
import { type AgentConfig, loadConfig, parseConfig } from '../config/config.ts'
import type { HostTools } from '../events/host-tools.ts'
import { runEvent } from '../events/index.ts'
import { statIfThere } from '../host/files.ts'
import { Layout } from '../host/layout.ts'
import { DeploymentsLog } from '../log/deployments-log.ts'
import { localCredentials } from './credentials.ts'
import { localEvents } from './event-order.ts'
import { bundleType, revisionAt } from './options.ts'

/** The options of `codedeploy-local`, with its defaults. */
export interface LocalOptions {
  /** Default: the current folder. */
  bundleLocation?: string
  /** tgz, tar, zip or directory. */
  type?: string
  fileExistsBehavior?: string
  /** Id of the deployment group: the folder that revisions are kept in. */
  deploymentGroup?: string
  deploymentGroupName?: string
  applicationName?: string
  /** Default: all eleven events of a host. */
  events?: readonly string[]
  /** Default: the file of the installed agent; without one, a folder of the user's own. */
  agentConfigurationFile?: string
  appSpecFilename?: string
}

export interface LocalSurroundings {
  env: Readonly<Record<string, string | undefined>>
  cwd: string
  /** Gets each line of what the tool says. */
  say(line: string): void
  /** Gets what the scripts say, which codedeploy-local writes to the log only. */
  output?(entries: OutputEntry[]): void
  /** Ends the deployment: what runs is terminated. */
  signal?: AbortSignal
  clock?: Clock
  ids?: Ids
}

const INSTALLED_CONFIG = '/etc/codedeploy-agent/conf/codedeployagent.yml'

/** Runs one deployment on this machine without a control plane. Resolves with the exit status: 0 or 1. */
export async function runLocal(options: LocalOptions, surroundings: LocalSurroundings): Promise<0 | 1> {
  try {
    const { spec, events, tools } = await prepare(options, surroundings)
    return await deploy(spec, events, tools, surroundings)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    surroundings.say(`ERROR: ${error.message}`)
    return 1
  }
}

async function prepare(options: LocalOptions, surroundings: LocalSurroundings) {
  const { env, cwd, clock = systemClock, ids = randomIds } = surroundings
  const config = await configOf(options.agentConfigurationFile, env)
  const location = options.bundleLocation ?? cwd
  const appSpecFilename = options.appSpecFilename ?? 'appspec.yml'
  const deploymentGroupId = options.deploymentGroup ?? 'default-local-deployment-group'
  if (/[/\0]|^\.{0,2}$/.test(deploymentGroupId)) {
    throw new UsageError(`deployment-group ${JSON.stringify(deploymentGroupId)} cannot be the name of a folder`)
  }
  const revision = await revisionAt(location, bundleType(options.type ?? 'directory'), { cwd, appSpecFilename })
  const events = localEvents(options.events)
  const spec: DeploymentSpecification = {
    deploymentId: `d-${ids.random(9, UPPER_ALPHANUMERIC)}-local`,
    deploymentGroupId,
    deploymentGroupName: options.deploymentGroupName ?? 'LocalFleet',
    applicationName: options.applicationName ?? location,
    deploymentCreator: 'user',
    deploymentType: 'IN_PLACE',
    appSpecFilename,
    fileExistsBehavior: (options.fileExistsBehavior ?? 'DISALLOW').toUpperCase(),
    revision,
    allPossibleLifecycleEvents: [...new Set([...HOST_EVENTS.map((event) => event.name), ...events])],
  }
  return { spec, events, tools: hostTools(config, { env, cwd, clock }) }
}

async function configOf(file: string | undefined, env: LocalSurroundings['env']): Promise<AgentConfig> {
  if (file !== undefined || (await statIfThere(INSTALLED_CONFIG))) {
    return (await loadConfig(file ?? INSTALLED_CONFIG)).config
  }
  // Nobody who only tries an appspec out has an agent installed.
  const state = env.XDG_STATE_HOME || join(env.HOME ?? '/tmp', '.local', 'state')
  return { ...parseConfig('', 'defaults').config, rootDir: join(state, 'towpath', 'local-deployments') }
}

function hostTools(config: AgentConfig, around: Required<Pick<LocalSurroundings, 'env' | 'cwd' | 'clock'>>): HostTools {
  const { env, cwd, clock } = around
  const layout = new Layout(resolve(config.rootDir), config.ongoingDeploymentTracking)
  const endpoint = config.s3EndpointOverride ?? (env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || undefined)
  return {
    layout,
    retention: { maxRevisions: config.maxRevisions, maxTotalBytes: config.maxRevisionsTotalBytes },
    sources: {
      config: { ...config, s3EndpointOverride: endpoint },
      region: env.AWS_REGION || env.AWS_DEFAULT_REGION || 'us-east-1',
      credentials: localCredentials(env, clock),
      network: { proxy: config.proxyUri, readTimeoutMs: config.httpReadTimeout * 1000 },
      clock,
      limits: config.limits,
    },
    clock,
    env,
    cwd,
    destinationRoot: env.TOWPATH_DESTINATION_ROOT || undefined,
    hookKillGraceMs: config.hookKillGrace * 1000,
    deploymentsLog: config.enableDeploymentsLog
      ? new DeploymentsLog(layout.deploymentsLog, () => clock.now())
      : undefined,
  }
}

async function deploy(
  spec: DeploymentSpecification,
  events: string[],
  tools: HostTools,
  { say, output, signal }: LocalSurroundings,
): Promise<0 | 1> {
  const folder = tools.layout.deployment(spec)
  const seeLog = `See the deployment log at ${folder.scriptLog} for more details`
  say(`Starting to execute deployment from within folder ${folder.path}`)
  for (const event of events) {
    const { status, diagnostics } = await runEvent(event, spec, tools, { output, signal }, events)
    if (status === 'Failed') {
      const isScript = diagnostics.errorCode !== ERROR_CODE.unknown
      const script = `${folder.archive}/${diagnostics.scriptName}`
      if (isScript) say(`Your local deployment failed while trying to execute your script at ${script}`)
      say(isScript ? diagnostics.message : `ERROR: ${event}: ${diagnostics.message}`)
      say(seeLog)
      return 1
    }
    if (signal?.aborted) return 1
  }
  say(seeLog)
  say('AppSpec file valid. Local deployment successful')
  return 0
}
