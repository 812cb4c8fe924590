import type { SealingKey } from '@towpath/base'
import type { Store } from '@towpath/storage'
import type { GitBundles } from '../ports/git-bundles.ts'
import { missingGitHubToken, revisionMissing } from '../rules/deployment-errors.ts'
import type { DeploymentFact } from '../rules/deployment-lifecycle.ts'
import { Applications } from '../state/applications.ts'
import { type Deployment, Deployments } from '../state/deployments.ts'
import { GithubTokens } from '../state/github-tokens.ts'

export interface FetchDeps {
  store: Store
  sealing: SealingKey
  gitBundles: GitBundles
}

/**
 * Fetches a revision in GitHub form once for all hosts: hosts need no token, and meet no rate limit. A commit that does
 * not exist ends the deployment before any host has stopped the application that it runs.
 */
export async function fetchBundle(
  deps: FetchDeps,
  deployment: Deployment,
  signal: AbortSignal,
): Promise<DeploymentFact> {
  if (deployment.bundle) return { type: 'bundle-ready' }
  const { account, region } = deployment
  const { repository = '', commitId = '' } = deployment.request.revision.gitHubLocation ?? {}
  const token = await tokenFor(deps, deployment)
  const fetched = await deps.gitBundles.fetch({ account, region, repository, commitId, token, signal })
  if ('refused' in fetched) {
    const error = fetched.refused === 'token' ? missingGitHubToken : revisionMissing
    return { type: 'refused', error: error(fetched.message) }
  }
  await deps.store.transaction((db) => new Deployments(db, deployment).recordBundle(deployment.id, fetched.bundle))
  return { type: 'bundle-ready' }
}

async function tokenFor({ store, sealing }: FetchDeps, deployment: Deployment): Promise<string | undefined> {
  const application = await new Applications(store.db, deployment).findById(deployment.applicationId)
  const name = application?.githubAccount
  return name === undefined ? undefined : new GithubTokens(store.db, deployment, sealing).open(name)
}
