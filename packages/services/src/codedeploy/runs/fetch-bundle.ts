import type { SealingKey } from '@towpath/base'
import type { Store } from '@towpath/storage'
import type { GitBundles } from '../ports/git-bundles.ts'
import { missingGitHubToken, revisionMissing } from '../rules/deployment-errors.ts'
import type { DeploymentFact } from '../rules/deployment-lifecycle.ts'
import { revisionIdentity } from '../rules/revision-identity.ts'
import { Applications } from '../state/applications.ts'
import { DeploymentGroups } from '../state/deployment-groups.ts'
import { type Deployment, Deployments, type FetchedBundle } from '../state/deployments.ts'
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
  const known = deployment.bundle ?? (await lastBundle(deps.store, deployment))
  if (known) return keep(deps.store, deployment, known)
  const { account, region } = deployment
  const { repository = '', commitId = '' } = deployment.request.revision.gitHubLocation ?? {}
  const token = await tokenFor(deps, deployment)
  const fetched = await deps.gitBundles.fetch({ account, region, repository, commitId, token, signal })
  if ('refused' in fetched) {
    const error = fetched.refused === 'token' ? missingGitHubToken : revisionMissing
    return { type: 'refused', error: error(fetched.message) }
  }
  return keep(deps.store, deployment, fetched.bundle)
}

/** That of the group's last success, where it is the same revision: a rollback must not depend on the repository. */
async function lastBundle(store: Store, deployment: Deployment): Promise<FetchedBundle | undefined> {
  const group = await new DeploymentGroups(store.db, deployment).findById(deployment.groupId)
  const last = group?.lastSuccessful
  const found = last && (await new Deployments(store.db, deployment).find(last.deploymentId))
  const isSame = found && revisionIdentity(found.request.revision) === revisionIdentity(deployment.request.revision)
  return isSame ? found.bundle : undefined
}

async function keep(store: Store, deployment: Deployment, bundle: FetchedBundle): Promise<DeploymentFact> {
  await store.transaction((db) => new Deployments(db, deployment).recordBundle(deployment.id, bundle))
  return { type: 'bundle-ready' }
}

async function tokenFor({ store, sealing }: FetchDeps, deployment: Deployment): Promise<string | undefined> {
  const application = await new Applications(store.db, deployment).findById(deployment.applicationId)
  const name = application?.githubAccount
  return name === undefined ? undefined : new GithubTokens(store.db, deployment, sealing).open(name)
}
