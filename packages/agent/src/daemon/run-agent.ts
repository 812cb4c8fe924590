import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { CommandClient } from '@towpath/agent-link'
import { type Clock, systemClock } from '@towpath/base/clock.ts'
import { UsageError } from '@towpath/base/errors.ts'
import { type AgentConfig, loadConfig } from '../config/config.ts'
import { loadOnPremisesConfig } from '../config/on-premises.ts'
import type { HostTools } from '../events/host-tools.ts'
import { Layout } from '../host/layout.ts'
import { Ledger } from '../host/ledger.ts'
import { claimRoot } from '../host/lock.ts'
import { findIdentity, type HostIdentity, type IdentitySources } from '../identity/host-identity.ts'
import { type AgentLog, openAgentLog } from '../log/agent-log.ts'
import { DeploymentsLog } from '../log/deployments-log.ts'
import { CommandExecutor } from './command-executor.ts'
import { pollForCommands } from './poll-loop.ts'
import { adoptTrackedCommands } from './tracked-commands.ts'

export interface RunAgentOptions {
  /** Default: the first of DEFAULT_CONFIG_FILES that is there. */
  configFile?: string
  /** The agent's environment; scripts get it without what is secret. */
  env: Readonly<Record<string, string | undefined>>
  /** Ends the agent: no new commands, those that run are finished and reported first. */
  signal: AbortSignal
  /** Ends the scripts that run at once, and so the agent. */
  force?: AbortSignal
  clock?: Clock
  /** Gets each line of the agent's log besides the file. */
  echo?: (line: string) => void
  /** What the agent tells the control plane about itself. */
  version?: string
}

const DEFAULT_VERSION = 'TOWPATH_0.1.0'
const IDENTITY_PAUSE_MS = 3000
/** Of a shared umask scripts would inherit whatever the agent was started with. */
const UMASK = 0o022

/**
 * Runs the host agent until `signal` is aborted. Resolves when everything is finished and nothing is left behind.
 * Rejects with UsageError when the configuration cannot work; what may pass by itself is waited for and logged.
 */
export async function runAgent(options: RunAgentOptions): Promise<void> {
  const { config, warnings } = await loadConfig(options.configFile)
  if (config.deploymentSignerCaFile === undefined) {
    throw new UsageError(
      'The agent configuration has no :deployment_signer_ca_file:, so no deployment could be trusted; ' +
        "name the control plane's CA file there",
    )
  }
  const clock = options.clock ?? systemClock
  const log = openAgentLog({
    dir: config.logDir,
    programName: config.programName,
    verbose: config.verbose,
    now: () => clock.now(),
    echo: options.echo,
  })
  for (const warning of warnings) log.warn(warning)
  process.umask(UMASK)
  const layout = new Layout(resolve(config.rootDir), config.ongoingDeploymentTracking)
  const release = await claimRoot(layout.lock)
  const pidFile = join(config.pidDir, `${config.programName}.pid`)
  try {
    await mkdir(config.pidDir, { recursive: true })
    await writeFile(pidFile, `${process.pid}\n`)
    log.info(`Started, PID ${process.pid}`)
    await serve({ config, layout, clock, log, options, authoritiesFile: config.deploymentSignerCaFile })
    log.info('Stopped')
  } catch (error) {
    log.error(`Ended: ${error instanceof Error ? error.message : error}`)
    throw error
  } finally {
    await rm(pidFile, { force: true })
    await release()
  }
}

interface Agent {
  config: AgentConfig
  layout: Layout
  clock: Clock
  log: AgentLog
  options: RunAgentOptions
  authoritiesFile: string
}

async function serve(agent: Agent): Promise<void> {
  const { config, layout, clock, log, options, authoritiesFile } = agent
  const { signal: stop, force, env } = options
  const onPremises = await loadOnPremisesConfig(config.onPremisesConfigFile)
  const identity = await identityOf({ config, onPremises, env, clock }, log, stop)
  if (!identity) return
  const ca = await tlsAuthorities(config, env)
  log.info(`This host is ${identity.identifier}; the control plane is ${identity.endpoint}`)
  const client = new CommandClient({
    endpoint: identity.endpoint,
    region: identity.region,
    credentials: identity.credentials,
    agentVersion: options.version ?? DEFAULT_VERSION,
    clock,
    secure: config.enableAuthPolicy,
    proxy: config.proxyUri,
    ca,
    readTimeoutMs: config.httpReadTimeout * 1000,
  })
  const ledger = await Ledger.open(layout.ledger)
  const signerName = config.deploymentSignerName ?? `codedeploy-commands.${identity.region}.amazonaws.com`
  const executor = new CommandExecutor({
    client,
    identifier: identity.identifier,
    trust: { authoritiesFile, signerName, clock },
    ledger,
    tools: hostTools(agent, identity, ca),
    clock,
    log,
    stop,
    force,
  })
  try {
    await adoptTrackedCommands(layout, ledger, identity.identifier, clock.now())
    await executor.recover()
    await pollForCommands(
      {
        client,
        identifier: identity.identifier,
        waitBetweenRunsMs: config.waitBetweenRuns * 1000,
        clock,
        log,
        accept: (command) => executor.accept(command),
      },
      stop,
    )
    log.info('Stopping; commands that run are finished first')
    await finish(executor, config, clock)
  } finally {
    await ledger.close()
    client.close()
  }
}

async function finish(executor: CommandExecutor, config: AgentConfig, clock: Clock): Promise<void> {
  const over = new AbortController()
  await Promise.race([executor.drain(), clock.sleep(config.killAgentMaxWaitTime * 1000, over.signal)])
  over.abort()
}

/** Undefined when the agent was stopped before it knew who it is. */
async function identityOf(
  sources: IdentitySources,
  log: AgentLog,
  stop: AbortSignal,
): Promise<HostIdentity | undefined> {
  for (let attempt = 0; !stop.aborted; attempt += 1) {
    try {
      return await findIdentity(sources, stop)
    } catch (error) {
      if (error instanceof UsageError) throw error
      const message = error instanceof Error ? error.message : String(error)
      if (attempt % 20 === 0 && !stop.aborted) log.error(`Cannot find out who this host is: ${message}; trying again`)
      await sources.clock.sleep(IDENTITY_PAUSE_MS, stop)
    }
  }
  return undefined
}

function hostTools(
  { config, layout, clock, options }: Agent,
  identity: HostIdentity,
  ca: string[] | undefined,
): HostTools {
  const { env } = options
  const network = { proxy: config.proxyUri, ca, readTimeoutMs: config.httpReadTimeout * 1000 }
  const { region, credentials } = identity
  return {
    layout,
    retention: { maxRevisions: config.maxRevisions, maxTotalBytes: config.maxRevisionsTotalBytes },
    sources: { config, region, credentials, network, clock, limits: config.limits },
    clock,
    env,
    cwd: process.cwd(),
    destinationRoot: env.TOWPATH_DESTINATION_ROOT || undefined,
    hookKillGraceMs: config.hookKillGrace * 1000,
    deploymentsLog: config.enableDeploymentsLog
      ? new DeploymentsLog(layout.deploymentsLog, () => clock.now())
      : undefined,
  }
}

/** The authorities for TLS when more than the system's are named; where the official agent and the SDKs look for them. */
async function tlsAuthorities(config: AgentConfig, env: RunAgentOptions['env']): Promise<string[] | undefined> {
  const file = config.tlsCaFile ?? (env.AWS_CA_BUNDLE || env.SSL_CERT_FILE)
  if (!file) return undefined
  const pem = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`Cannot read the TLS authorities in ${file}: ${error.message}`)
  })
  const { getCACertificates } = await import('node:tls')
  return [...getCACertificates('default'), pem]
}
