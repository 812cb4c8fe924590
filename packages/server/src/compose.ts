import type { Clock, Ids, Logger, SealingKey } from '@towpath/base'
import { createEngine } from '@towpath/engine'
import { gitHttpHandler, openRepositories } from '@towpath/git'
import { codecommitEntry } from '@towpath/services/codecommit/index.ts'
import { codeconnectionsEntries, completeConnection } from '@towpath/services/codeconnections/index.ts'
import {
  codedeployEntry,
  commandsForHosts,
  connectGithub,
  registerCodedeployRuns,
} from '@towpath/services/codedeploy/index.ts'
import { type PipelineActions, pipelineActions } from '@towpath/services/codepipeline/index.ts'
import { ec2Entry } from '@towpath/services/ec2/index.ts'
import {
  createHostCommands,
  hostSignals,
  revisionBucket,
  withRevisionBucket,
} from '@towpath/services/host-commands/index.ts'
import {
  authorizer,
  credentialStore,
  iamDeps,
  iamEntry,
  resolveInstanceProfile,
  stsIdentities,
  verifyServiceSpecificCredential,
} from '@towpath/services/iam/index.ts'
import { createLogRetention, hookLog, logsEntry, logWriter } from '@towpath/services/logs/index.ts'
import { s3Entry } from '@towpath/services/s3/index.ts'
import { secretsmanagerEntry } from '@towpath/services/secretsmanager/index.ts'
import { ssmEntry } from '@towpath/services/ssm/index.ts'
import { stsEntry } from '@towpath/services/sts/index.ts'
import { towpathEntry } from '@towpath/services/towpath/index.ts'
import { diskBlobs, type Store } from '@towpath/storage'
import { createWire, type Wire } from '@towpath/wire'
import { createAuditLog } from './audit/log.ts'
import { composeBuilds } from './compose-builds.ts'
import { composeGithub } from './compose-github.ts'
import { composePipelines } from './compose-pipelines.ts'
import type { Config } from './config/fields.ts'
import type { DataFolder } from './data-folder/open.ts'
import type { RootKey } from './data-folder/secrets.ts'
import { consolePage } from './http/console.ts'
import { healthRoutes } from './http/health.ts'
import type { Route } from './http/routes.ts'
import { type AgentProgram, localInstances } from './local-instances.ts'
import { agentHealth } from './ports/agent-health.ts'
import { gitAccess } from './ports/git-access.ts'
import { gitBundles } from './ports/git-bundles.ts'
import { hosts } from './ports/hosts.ts'
import { instances } from './ports/instances.ts'
import { bucketPolicies } from './ports/policies.ts'
import { roleSessions, serviceRoles } from './ports/service-roles.ts'
import { SCHEMAS } from './schemas.ts'
import { checkSealing } from './sealing-check.ts'
import { choresOf } from './upkeep/chores.ts'
import { createUpkeep } from './upkeep/upkeep.ts'

export interface ComposeOptions {
  config: Config
  folder: DataFolder
  rootKey: RootKey
  sealing: SealingKey
  store: Store
  clock: Clock
  ids: Ids
  log: Logger
  /** How instances run the host agent. */
  agent: AgentProgram
  /** In which the control plane was started. */
  environment: Record<string, string | undefined>
}

/** Where the control plane answers, once it does. */
export interface Addresses {
  endpoint: string
  /** For instances that have a network of their own. */
  instanceEndpoint: string
  /** Authority (PEM) that the certificate is of, when it is ours. */
  ca?: string
}

/** Everything of a control plane but the listening. */
export interface ControlPlane {
  wire: Wire
  routes: Route[]
  warnings: string[]
  /** Where instances with a network of their own reach this machine. */
  gatewayAddress?: string
  /** Begins the work that nobody asks for: runs, instances, sweeps. */
  start(addresses: Addresses): Promise<void>
  stop(): Promise<void>
}

/** Largest push and largest bundle taken, in bytes. */
const MAX_PUSH = 2 * 1024 ** 3
const MAX_BUNDLE = 4 * 1024 ** 3

/** Builds the real things and joins the rooms: each port that a room declares is filled here. */
export async function compose(options: ComposeOptions): Promise<ControlPlane> {
  const { config, folder, rootKey, sealing, store, clock, ids, log } = options
  const { account, region } = config
  const common = { store, clock, ids, log, sealing }
  await store.migrate(SCHEMAS)
  await checkSealing(store, sealing)

  const blobs = diskBlobs(folder.blobs)
  const repositories = openRepositories(folder.repositories)
  const engine = createEngine({ store, clock, ids, log })
  const iam = iamDeps({ ...common, account, rootKey })
  const credentials = credentialStore(iam)
  const decide = authorizer(iam)
  let addresses: Addresses | undefined
  /** What an action of a pipeline may wait for has ended. */
  const ended: PipelineActions['externalEnded'] = (db, external) => pipelineActions(engine).externalEnded(db, external)
  const audit = createAuditLog(store, log)

  const commands = commandsForHosts(engine)
  const known = hosts(store, iam)
  const hostCommands = createHostCommands({ ...common, commands, hosts: known, hookLog: hookLog(logWriter(common)) })
  registerCodedeployRuns({
    ...common,
    engine,
    roleSessions: roleSessions(iam, clock),
    instances: instances(() => wire.invoker),
    gitBundles: gitBundles({
      store,
      blobs,
      repositories,
      githubApi: config.githubApi,
      fetch,
      maxBytes: MAX_BUNDLE,
    }),
    hosts: hostSignals(store),
    events: { ended: (db, { deploymentId, ...at }) => ended(db, { ...at, externalExecutionId: deploymentId }) },
  })

  const shared = { ...common, config, folder, iam, credentials, engine, repositories, wire: () => wire }
  const builds = await composeBuilds({
    ...shared,
    environment: options.environment,
    controlPlane: () => ({ endpoint: addresses?.endpoint ?? '', ca: addresses?.ca }),
    ended: (db, { buildId, ...at }) => ended(db, { ...at, externalExecutionId: buildId }),
  })
  const pipelines = composePipelines({
    ...shared,
    commandsBuilds: builds.managed,
    endpoint: () => addresses?.endpoint,
    maxBytes: MAX_BUNDLE,
  })

  const local = await localInstances({ ...options, iam, hostCommands })

  const wire = createWire({
    ...common,
    account,
    defaultRegion: region,
    credentials,
    authorizer: decide,
    audit,
    entries: [
      iamEntry(iam),
      stsEntry({ identities: stsIdentities(iam) }),
      withRevisionBucket(s3Entry({ blobs, events: pipelines.objects, policies: bucketPolicies }), {
        bucket: revisionBucket({ commands, hosts: known }),
        blobs,
      }),
      ec2Entry({
        fleet: local.fleet,
        resolveInstanceProfile: resolveInstanceProfile(iam),
        agentHealth: agentHealth(hostCommands),
      }),
      codecommitEntry({ git: repositories }),
      codedeployEntry({ serviceRoles: serviceRoles(iam, clock), engine, sealing }),
      towpathEntry({
        github: {
          connect: (db, scope, connection) => connectGithub(db, scope, { sealing, now: scope.now }, connection),
        },
        connections: { complete: (db, scope, connection) => completeConnection(db, scope, common, connection) },
      }),
      logsEntry(),
      ssmEntry({ sealing }),
      secretsmanagerEntry({ sealing }),
      ...codeconnectionsEntries(),
      builds.entry,
      pipelines.entry,
      ...hostCommands.entries,
    ],
  })

  const verify = verifyServiceSpecificCredential(iam)
  const allow = gitAccess({ store, account, region, authorizer: decide, verify })
  const git = gitHttpHandler(repositories, { log, maxPushBytes: MAX_PUSH, allow })
  const github = composeGithub({ ...common, repositories, allow, triggers: pipelines.triggers })
  const logRetention = createLogRetention(common)
  const chores = choresOf({ store, blobs, engine, keepDays: config.keepDays })
  const upkeep = createUpkeep({ chores, clock, log })

  return {
    wire,
    warnings: local.warnings,
    gatewayAddress: local.gatewayAddress,
    routes: [
      ...healthRoutes(async () => (await store.db.selectNoFrom((one) => one.lit(1).as('one')).execute()).length === 1),
      { path: '/console/', handler: consolePage },
      { path: '/git/', handler: git },
      ...builds.routes,
      ...pipelines.routes,
      ...github.routes,
    ],
    async start(where) {
      addresses = where
      await builds.runner.sweep()
      engine.startLoop()
      hostCommands.start()
      await local.runtime.start(where.instanceEndpoint)
      pipelines.start()
      github.start()
      upkeep.start()
      logRetention.start()
    },
    async stop() {
      await Promise.all([pipelines.stop(), github.stop()])
      await Promise.all([local.runtime.stop(), upkeep.stop(), logRetention.stop(), hostCommands.stop(), engine.stop()])
      await builds.runner.close()
      await Promise.all([audit.close(), iam.lastUses.flush()])
    },
  }
}
