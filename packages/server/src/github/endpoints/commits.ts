import { commitAnswer, fileAnswer } from '../answers.ts'
import { commitOf, type Endpoint, linkHeader, notFound, pageOf } from '../api.ts'

/** As many files and commits as GitHub tells in one answer. */
const MOST_FILES = 300
const MOST_COMMITS = 250

export const listCommits: Endpoint = {
  method: 'GET',
  path: '/commits',
  needs: 'pull',
  async run(call) {
    const { skip, limit, page } = pageOf(call.query)
    const sha = await commitOf(call, call.query.get('sha') ?? 'HEAD')
    const path = call.query.get('path') ?? undefined
    const options = { skip, limit: limit + 1, path }
    const commits = await call.repositories.commits(call.repository.path, sha, options)
    const json = commits.slice(0, limit).map((commit) => commitAnswer(call, commit))
    return { json, headers: linkHeader(call, page, commits.length > limit) }
  },
}

export const getCommit: Endpoint = {
  method: 'GET',
  path: '/commits/*',
  needs: 'pull',
  async run(call) {
    const { path } = call.repository
    const commit = await call.repositories.commit(path, await commitOf(call, call.parts[0] ?? ''))
    const changes = await call.repositories.changes(path, commit.parents[0], commit.id)
    const { skip, limit } = pageOf(call.query)
    const files = changes.slice(skip, skip + (call.query.has('per_page') ? limit : MOST_FILES)).map(fileAnswer)
    return { json: { ...commitAnswer(call, commit), files } }
  },
}

export const compareCommits: Endpoint = {
  method: 'GET',
  path: '/compare/*',
  needs: 'pull',
  async run(call) {
    const { repositories: git, repository } = call
    const { path } = repository
    const [base, head, ...rest] = (call.parts[0] ?? '').split('...')
    if (!base || !head || rest.length > 0) throw notFound()
    const [one, other] = [await commitOf(call, base), await commitOf(call, head)]
    const common = await git.mergeBase(path, one, other)
    if (common === undefined) throw notFound('No common ancestor between the two')
    const apart = await git.distance(path, one, other)
    const { limit } = pageOf(call.query)
    const most = call.query.has('per_page') ? limit : MOST_COMMITS
    const [commits, changes, ends] = await Promise.all([
      git.commits(path, other, { without: one, limit: most }),
      git.changes(path, common, other),
      Promise.all([one, common].map((id) => git.commit(path, id))),
    ])
    const [baseCommit, mergeBase] = ends.map((commit) => commitAnswer(call, commit))
    return {
      json: {
        url: `${call.url}/compare/${call.parts[0]}`,
        base_commit: baseCommit,
        merge_base_commit: mergeBase,
        status: statusOf(apart),
        ahead_by: apart.other,
        behind_by: apart.one,
        total_commits: apart.other,
        // The oldest first, unlike everywhere else.
        commits: commits.reverse().map((commit) => commitAnswer(call, commit)),
        files: changes.slice(0, MOST_FILES).map(fileAnswer),
      },
    }
  },
}

function statusOf({ one: behind, other: ahead }: { one: number; other: number }): string {
  if (ahead > 0 && behind > 0) return 'diverged'
  return ahead > 0 ? 'ahead' : behind > 0 ? 'behind' : 'identical'
}
