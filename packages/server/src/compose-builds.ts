import { access, constants } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import type { Clock, Ids, Logger, SealingKey } from '@towpath/base'
import type { Engine } from '@towpath/engine'
import type { GitRepositories } from '@towpath/git'
import {
  type BuildEnded,
  batchBuildEnded,
  buildDrivers,
  type CodebuildRunDeps,
  codebuildEntry,
  codebuildWebhookRoute,
  registerBatchRuns,
  registerCodebuildRuns,
} from '@towpath/services/codebuild/index.ts'
import { chooseSandboxes } from '@towpath/services/ec2/index.ts'
import type { IamDeps } from '@towpath/services/iam/index.ts'
import type { Store } from '@towpath/storage'
import type { CredentialStore, Wire } from '@towpath/wire'
import type { Config } from './config/fields.ts'
import type { DataFolder } from './data-folder/open.ts'
import type { Route } from './http/routes.ts'
import { instanceEnvironment } from './instance-environment.ts'
import { buildLog } from './ports/build-log.ts'
import { buildRoles, projectRoles } from './ports/build-roles.ts'
import { buildStatuses } from './ports/build-statuses.ts'
import { links } from './ports/links.ts'
import { repositoryHooks } from './ports/repository-hooks.ts'
import { sourceCheckout } from './ports/source-checkout.ts'

export interface BuildsOptions {
  config: Config
  folder: DataFolder
  iam: IamDeps
  credentials: CredentialStore
  engine: Engine
  repositories: GitRepositories
  wire: () => Pick<Wire, 'invoker'>
  store: Store
  sealing: SealingKey
  clock: Clock
  ids: Ids
  log: Logger
  /** In which the control plane was started. */
  environment: Record<string, string | undefined>
  /** Where builds reach the control plane, and the authority that its certificate is of (PEM). Known once it listens. */
  controlPlane(): { endpoint: string; ca?: string }
  /** Hears of builds that end, besides the batches that they are part of. */
  ended: BuildEnded
}

/** Characters of output that are kept of one build. What comes after is left out, and the log says so. */
const MOST_OUTPUT = 64 * 1024 * 1024

/** Joins CodeBuild to the rest: where its builds run, and as whom. */
export async function composeBuilds(options: BuildsOptions) {
  const { config, folder, iam, engine, store, sealing, clock, ids, log } = options
  const environment = instanceEnvironment(options.environment, dirname(process.execPath))
  const common = { store, sealing, clock, ids, log }
  const sandboxes = await chooseSandboxes(config.driver as 'auto' | 'sandbox' | 'process', {
    dataFolder: folder.path,
    folder: folder.builds,
    sockets: [config.dockerSocket],
    log,
  })
  const drivers = buildDrivers({
    wanted: config.builds as 'auto' | 'docker' | 'sandbox',
    dockerSocket: config.dockerSocket,
    dockerClient: await program('docker', environment.PATH),
    defaultImage: config.buildImage === '' ? undefined : config.buildImage,
    sandboxes,
    environment,
    now: () => clock.now(),
  })
  const batchEnded = batchBuildEnded(engine)
  const deps: CodebuildRunDeps = {
    ...common,
    engine,
    drivers,
    roles: buildRoles(options),
    buildLog: buildLog(common),
    checkout: sourceCheckout(options),
    reportCommitStatus: buildStatuses({
      ...common,
      repositories: options.repositories,
      githubApi: config.githubApi,
      fetch,
      links: links(() => options.controlPlane().endpoint),
    }),
    async storeReports(build, reports) {
      const { reportStore } = await import('@towpath/services/codebuild/reports/store-reports.ts')
      return reportStore(common)(build, reports)
    },
    async ended(db, build) {
      await batchEnded(db, build)
      await options.ended(db, build)
    },
    buildsFolder: folder.builds,
    mostAtOnce: 2 * availableParallelism(),
    mostOutput: MOST_OUTPUT,
    controlPlane: options.controlPlane,
  }
  const runner = registerCodebuildRuns(deps)
  registerBatchRuns(deps)
  const hooks = repositoryHooks({ githubApi: config.githubApi, fetch })
  const entry = codebuildEntry({ serviceRoles: projectRoles(iam), sealing, engine, repositoryHooks: hooks })
  const routes = [codebuildWebhookRoute({ ...common, engine })] satisfies Route[]
  const managed = async () => (await import('@towpath/services/codebuild/managed-builds.ts')).managedBuilds(deps)
  return { entry, routes, runner, managed }
}

/** Where a program is on the search path; undefined when it is not there. */
async function program(name: string, path = ''): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    const file = join(folder, name)
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isThere) return file
  }
  return undefined
}
