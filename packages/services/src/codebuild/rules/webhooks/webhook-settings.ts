import type { CreateWebhookInput, ProjectSource, WebhookFilter } from '@aws-sdk/client-codebuild'
import { isPattern } from '@towpath/base'
import { invalidWebhook } from '../../errors.ts'
import type { HookedRepository } from '../../ports/repository-hooks.ts'
import { EVENT_KINDS } from './hook-event.ts'

/** What a webhook is to do, as it is kept. */
export type WebhookSettings = Pick<
  CreateWebhookInput,
  'branchFilter' | 'filterGroups' | 'buildType' | 'manualCreation' | 'pullRequestBuildPolicy'
>

const MOST_GROUPS = 20
const MOST_FILTERS = 20
const LONGEST_PATTERN = 2000

/** Refuses what a webhook cannot be, or what is not served here. */
export function checkWebhook<T extends Omit<CreateWebhookInput, 'projectName'>>(settings: T): T {
  const { branchFilter, filterGroups = [], buildType, scopeConfiguration } = settings
  if (branchFilter && filterGroups.length > 0) throw invalidWebhook('branchFilter and filterGroups exclude one another')
  if (branchFilter) checkPattern(branchFilter)
  if (filterGroups.length > MOST_GROUPS) throw invalidWebhook(`it has more than ${MOST_GROUPS} filter groups`)
  for (const group of filterGroups) checkGroup(group)
  if (scopeConfiguration)
    throw invalidWebhook('webhooks of organizations are not served here; make one for a repository')
  if (buildType === 'RUNNER_BUILDKITE_BUILD') throw invalidWebhook('Buildkite runners are not served here')
  return settings
}

function checkGroup(group: WebhookFilter[]): void {
  if (group.length > MOST_FILTERS) throw invalidWebhook(`a filter group has more than ${MOST_FILTERS} filters`)
  const events = group.filter(({ type }) => type === 'EVENT')
  if (events.length !== 1) throw invalidWebhook('each filter group needs one filter of type EVENT')
  for (const { type, pattern = '' } of group) {
    if (type !== 'EVENT') checkPattern(pattern)
    else for (const name of pattern.split(',')) checkEvent(name.trim())
  }
}

function checkEvent(name: string): void {
  if (name === 'WORKFLOW_JOB_QUEUED') throw invalidWebhook('runners of GitHub Actions are not served here')
  if (!(EVENT_KINDS as readonly string[]).includes(name)) {
    throw invalidWebhook(`"${name.slice(0, 100)}" is not an event. Expecting: ${EVENT_KINDS.join(', ')}`)
  }
}

function checkPattern(pattern: string): void {
  if (pattern.length > LONGEST_PATTERN) throw invalidWebhook(`a pattern is longer than ${LONGEST_PATTERN} characters`)
  if (!isPattern(pattern)) throw invalidWebhook(`"${pattern.slice(0, 100)}" is not a regular expression`)
}

/** The repository that a project is built from, as `OWNER/REPO`. Refuses sources that have no webhooks here. */
export function hookedSource({ type, location = '' }: ProjectSource): HookedSource {
  if (type !== 'GITHUB' && type !== 'GITHUB_ENTERPRISE') {
    throw invalidWebhook(`sources of type ${type} have none here; use GITHUB or GITHUB_ENTERPRISE`)
  }
  const [, owner, name] = /([^/:]+)\/([^/]+?)(?:\.git)?\/?$/.exec(location) ?? []
  if (!owner || !name) throw invalidWebhook(`"${location}" does not name a repository`)
  return { serverType: type, repository: `${owner}/${name}`, location }
}

export type HookedSource = Pick<HookedRepository, 'serverType' | 'repository' | 'location'>

/**
 * Whether a pull request may be built without anybody's word. Approval by comment is not served, so what waits for it is
 * not built; those of forks only where the webhook says that all are welcome.
 */
export function needsApproval(
  { pullRequestBuildPolicy }: Pick<WebhookSettings, 'pullRequestBuildPolicy'>,
  { kind, fromFork }: { kind: string; fromFork: boolean },
): boolean {
  if (!kind.startsWith('PULL_REQUEST')) return false
  const policy = pullRequestBuildPolicy?.requiresCommentApproval ?? 'FORK_PULL_REQUESTS'
  return policy === 'ALL_PULL_REQUESTS' || (policy === 'FORK_PULL_REQUESTS' && fromFork)
}
