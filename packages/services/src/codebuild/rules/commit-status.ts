import type { CommitStatus } from '../ports/commit-statuses.ts'
import type { BuildInput } from './build-input.ts'
import type { BuildRecord } from './build-record.ts'

const STATES: Record<BuildRecord['status'], { state: CommitStatus['state']; said: string }> = {
  IN_PROGRESS: { state: 'pending', said: 'Build started' },
  SUCCEEDED: { state: 'success', said: 'Build succeeded' },
  FAILED: { state: 'failure', said: 'Build failed' },
  TIMED_OUT: { state: 'failure', said: 'Build timed out' },
  FAULT: { state: 'error', said: 'Build ended with a fault' },
  STOPPED: { state: 'error', said: 'Build stopped' },
}

const COMMIT = /^[0-9a-f]{40}$/
const LONGEST_DESCRIPTION = 140

/**
 * What a build says of its commit; undefined when its project wants nothing said (`reportBuildStatus`), its host takes no
 * statuses here, or no commit is known. The context is AWS's (observed); builds of a batch have one each.
 */
export function commitStatus(
  build: Pick<BuildRecord, 'projectName' | 'status' | 'outcome'>,
  { settings, batchIdentifier }: Pick<BuildInput, 'settings' | 'batchIdentifier'>,
  region: string,
):
  | Pick<CommitStatus, 'type' | 'location' | 'commitId' | 'state' | 'context' | 'description' | 'targetUrl'>
  | undefined {
  const { type, location, reportBuildStatus, buildStatusConfig } = settings.source
  if (!reportBuildStatus || !location || (type !== 'GITHUB' && type !== 'GITHUB_ENTERPRISE')) return undefined
  const commitId = build.outcome.resolvedSourceVersion ?? settings.sourceVersion ?? ''
  if (!COMMIT.test(commitId)) return undefined
  const { state, said } = STATES[build.status]
  const part = batchIdentifier === undefined ? '' : ` ${batchIdentifier}`
  return {
    type,
    location,
    commitId,
    state,
    context: `${buildStatusConfig?.context || `AWS CodeBuild ${region} (${build.projectName})`}${part}`,
    description: `${said} for project ${build.projectName}`.slice(0, LONGEST_DESCRIPTION),
    targetUrl: buildStatusConfig?.targetUrl || undefined,
  }
}
