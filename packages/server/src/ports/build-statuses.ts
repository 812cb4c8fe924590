import type { ReportCommitStatus } from '@towpath/services/codebuild/ports/commit-statuses.ts'
import type { Links } from '@towpath/services/codepipeline/ports/links.ts'
import { enterpriseApi } from './repository-hooks.ts'
import { type SourceRepositoriesOptions, sourceRepositories } from './source-repositories.ts'

export type BuildStatusesOptions = Omit<SourceRepositoriesOptions, 'maxBytes'> & { links: Pick<Links, 'build'> }

const OWNER_AND_NAME = /([^/:]+\/[^/]+?)(?:\.git)?\/?$/

/** Statuses of builds, in embedded repositories and on GitHub. A token for GitHub goes to the configured one only. */
export function buildStatuses({ links, ...options }: BuildStatusesOptions): ReportCommitStatus {
  return async ({ type, location, buildId, targetUrl, ...status }) => {
    const repository = URL.canParse(location) ? OWNER_AND_NAME.exec(new URL(location).pathname)?.[1] : undefined
    if (repository === undefined) return { refused: `${JSON.stringify(location)} is no address of a repository` }
    const api = type === 'GITHUB' ? options.githubApi : enterpriseApi(location)
    if (api === undefined) return { refused: `${JSON.stringify(location)} is no https address` }
    const repositories = sourceRepositories({ ...options, githubApi: api, maxBytes: 0 })
    const page = targetUrl ?? links.build({ ...status, buildId })
    const refusal = await repositories.reportStatus({ ...status, repository, targetUrl: page })
    return refusal && { refused: refusal.message }
  }
}
