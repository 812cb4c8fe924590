import type { Clock, Ids, Logger, SealingKey } from '@towpath/base'
import type { GitHttpPorts, GitRepositories } from '@towpath/git'
import { webhookConnection } from '@towpath/services/codeconnections/index.ts'
import type { PipelineTriggers } from '@towpath/services/codepipeline/index.ts'
import type { RoomSchema, Store } from '@towpath/storage'
import { createDeliveries, githubSchema } from './github/index.ts'
import { lazyHandler, type Route } from './http/routes.ts'
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
  const api = lazyHandler(async () => (await import('./github/handler.ts')).githubHandler(options))
  const webhooks = lazyHandler(async () => {
    const { githubWebhooks } = await import('./webhooks/github-webhooks.ts')
    return githubWebhooks({
      ...options,
      connection: (id) => webhookConnection(store.db, sealing, id),
      pushed: (event) => triggers.repositoryPushed(event),
      pullRequest: (event) => triggers.pullRequest(event),
    })
  })
  return {
    routes: [
      { path: '/github/', handler: api },
      { path: '/webhooks/github/', handler: webhooks },
    ] satisfies Route[],
    start: () => deliveries.start(),
    stop: () => deliveries.stop(),
  }
}
