import type { GitConfiguration, GitPullRequestFilter, GitPushFilter } from '@aws-sdk/client-codepipeline'
import { QUOTAS } from '../quotas.ts'
import type { GitEvent } from './git-event.ts'
import { matchesGlob } from './glob.ts'

interface Criteria {
  includes?: string[]
  excludes?: string[]
}

/** Whether an event starts the pipeline: any of its filters is enough, all criteria within one must hold (documented). */
export function matchesTrigger({ push, pullRequest }: GitConfiguration, event: GitEvent): boolean {
  if (event.type === 'pull-request') return (pullRequest ?? []).some((filter) => matchesPullRequest(filter, event))
  return (push ?? []).some((filter) => matchesPush(filter, event))
}

function matchesPush({ tags, branches, filePaths }: GitPushFilter, event: GitEvent): boolean {
  if (event.type === 'tag') return tags !== undefined && matches(tags, event.tag)
  if (event.type !== 'push' || branches === undefined) return false
  return matches(branches, event.branch) && matchesFiles(filePaths, event.changedFiles)
}

function matchesPullRequest(filter: GitPullRequestFilter, event: GitEvent & { type: 'pull-request' }): boolean {
  if (filter.events && !filter.events.includes(event.event)) return false
  if (filter.branches && !matches(filter.branches, event.destinationBranch)) return false
  return matchesFiles(filter.filePaths, event.changedFiles)
}

/** An exclusion beats every inclusion; without inclusions everything is included. */
function matches({ includes, excludes }: Criteria, text: string): boolean {
  if (excludes?.some((pattern) => matchesGlob(pattern, text))) return false
  return !includes?.length || includes.some((pattern) => matchesGlob(pattern, text))
}

/** One file that passes is enough. Only the first hundred are looked at, and a new branch has none (documented). */
function matchesFiles(filePaths: Criteria | undefined, changed: readonly string[] | undefined): boolean {
  if (!filePaths) return true
  return (changed ?? []).slice(0, QUOTAS.filteredFiles).some((path) => matches(filePaths, path))
}
