import type { Clock, Ids, Logger, SealingKey } from '@towpath/base'
import type { Engine } from '@towpath/engine'
import type { GitRepositories } from '@towpath/git'
import { findByPath } from '@towpath/services/codecommit/index.ts'
import {
  type CommandsBuilds,
  codepipelineEntry,
  codepipelineWebhookRoute,
  commitStatuses,
  pipelineTriggers,
  registerCodepipelineRuns,
} from '@towpath/services/codepipeline/index.ts'
import type { IamDeps } from '@towpath/services/iam/index.ts'
import type { ObjectEvents } from '@towpath/services/s3/ports/object-events.ts'
import type { Store } from '@towpath/storage'
import type { CredentialStore, Wire } from '@towpath/wire'
import type { Config } from './config/fields.ts'
import type { DataFolder } from './data-folder/open.ts'
import type { Route } from './http/routes.ts'
import { actionRoles, jobCredentials, pipelineRoles } from './ports/action-roles.ts'
import { embeddedRepositories } from './ports/embedded-repositories.ts'
import { githubHooks } from './ports/github-hooks.ts'
import { links } from './ports/links.ts'
import { sourceRepositories } from './ports/source-repositories.ts'

export interface PipelinesOptions {
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
  commandsBuilds(): Promise<CommandsBuilds>
  /** Where people reach the control plane; known once it listens. */
  endpoint(): string | undefined
  /** Most bytes of files in an archive of a commit. */
  maxBytes: number
}

/** Joins CodePipeline to the rest: what its actions act on, as whom, and what starts it. */
export function composePipelines(options: PipelinesOptions) {
  const { config, folder, iam, engine, repositories: git, store, sealing, clock, ids, log } = options
  const common = { store, sealing, clock, ids, log, engine }
  const github = { store, sealing, githubApi: config.githubApi, fetch }
  const repositories = sourceRepositories({ ...github, repositories: git, clock, maxBytes: options.maxBytes })
  const roles = actionRoles(iam, options)
  const pages = links(options.endpoint)
  registerCodepipelineRuns({
    ...common,
    roles,
    async providers() {
      const [{ actionProviders }, { jobProvider }] = await Promise.all([
        import('@towpath/services/codepipeline/providers/index.ts'),
        import('@towpath/services/codepipeline/jobs/job-provider.ts'),
      ])
      const commandsBuilds = await options.commandsBuilds()
      const own = { repositories, links: pages, clock, scratch: folder.scratch }
      return actionProviders({ ...own, commandsBuilds, jobs: jobProvider(common) })
    },
    async rules() {
      const { ruleProviders } = await import('@towpath/services/codepipeline/providers/rule-index.ts')
      return ruleProviders({ commandsBuilds: await options.commandsBuilds(), links: pages, clock })
    },
  })
  const embedded = embeddedRepositories({ store, repositories: git })
  const triggers = pipelineTriggers({ ...common, repositories, embedded, roles })
  const statuses = commitStatuses({ ...common, repositories, links: pages })
  let unlisten = () => {}
  return {
    triggers,
    /** Objects that a pipeline has for a source; most are none. */
    objects: { objectCreated: (object) => void triggers.objectCreated(object) } satisfies ObjectEvents,
    entry: codepipelineEntry({
      pipelineRoles: pipelineRoles(iam),
      engine,
      sealing,
      jobCredentials: jobCredentials(iam),
      githubHooks: githubHooks(github),
    }),
    routes: [codepipelineWebhookRoute(common)] satisfies Route[],
    start() {
      unlisten = git.onPush(({ repository, changes }) => {
        const [owner = '', name = ''] = repository.split('/')
        const told = findByPath(store.db, owner, name).then((row) =>
          // One that is no CodeCommit repository starts nothing; it was deleted just now.
          row
            ? triggers.repositoryPushed({
                account: row.account,
                origin: { type: 'embedded', region: row.region },
                repository,
                changes,
              })
            : undefined,
        )
        // What is lost here is found when the triggers look next.
        told.catch((err: unknown) => log.error({ err, repository }, 'A push could not be told to pipelines'))
      })
      triggers.start()
      statuses.start()
    },
    async stop() {
      unlisten()
      await Promise.all([triggers.stop(), statuses.stop()])
    },
  }
}
