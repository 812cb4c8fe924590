import type { Clock, Ids, Logger, SealingKey } from '@towpath/base'
import type { GitHttpPorts, GitRepositories } from '@towpath/git'
import { webhookConnection } from '@towpath/services/codeconnections/index.ts'
import type { PipelineTriggers } from '@towpath/services/codepipeline/index.ts'
import type { RoomSchema, Store } from '@towpath/storage'
import { createDeliveries, githubHandler, githubSchema } from './github/index.ts'
import type { Route } from './http/routes.ts'
import { githubWebhooks } from './webhooks/github-webhooks.ts'
import { webhooksSchema } from './webhooks/received.ts'

/** Tables of what is joined here. Statuses of commits in embedded repositories are among them. */
export const GITHUB_SCHEMAS: RoomSchema[] = [githubSchema, webhooksSchema]

export interface GithubOptions {
  store: Store
  repositories: GitRepositories
  sealing: SealingKey
  clock: Clock
  ids: Ids
  log: Logger
  /** As for git over HTTP. */
  allow: GitHttpPorts['allow']
  triggers: Pick<PipelineTriggers, 'repositoryPushed' | 'pullRequest'>
}

/** Both ends of GitHub: its API and webhooks for embedded repositories, and what GitHub itself tells of connections. */
export function composeGithub(options: GithubOptions) {
  const { store, sealing, triggers } = options
  const deliveries = createDeliveries({ ...options, fetch })
  const webhooks = githubWebhooks({
    ...options,
    connection: (id) => webhookConnection(store.db, sealing, id),
    pushed: (event) => triggers.repositoryPushed(event),
    pullRequest: (event) => triggers.pullRequest(event),
  })
  return {
    routes: [
      { path: '/github/', handler: githubHandler(options) },
      { path: '/webhooks/github/', handler: webhooks },
    ] satisfies Route[],
    start: () => deliveries.start(),
    stop: () => deliveries.stop(),
  }
}
