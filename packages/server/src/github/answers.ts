import type { CommitInfo, TreeChange } from '@towpath/git'
import type { ApiCall } from './api.ts'
import type { CommitStatus } from './state/statuses.ts'

/** The shapes in which GitHub tells things, as far as there is something to tell. */

type Place = Pick<ApiCall, 'repository' | 'url' | 'endpoint'>

export function repositoryAnswer({ repository, url, endpoint }: Place, defaultBranch: string) {
  const [login = '', name = ''] = repository.path.split('/')
  return {
    id: numberOf(repository.id),
    name,
    full_name: repository.path,
    private: true,
    owner: { login },
    description: repository.description ?? null,
    url,
    clone_url: `${endpoint}/git/${repository.path}.git`,
    default_branch: defaultBranch,
    created_at: time(repository.createdAt),
    updated_at: time(repository.modifiedAt),
  }
}

/** GitHub's ids are numbers: 48 of the bits of ours. */
export const numberOf = (uuid: string): number => Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16) || 0

export const time = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')

export function commitAnswer({ url }: Pick<Place, 'url'>, commit: CommitInfo) {
  const { id: sha, author, committer, message, tree, parents } = commit
  return {
    sha,
    url: `${url}/commits/${sha}`,
    commit: {
      author: signature(author),
      committer: signature(committer),
      message,
      tree: { sha: tree, url: `${url}/git/trees/${tree}` },
    },
    parents: parents.map((parent) => ({ sha: parent, url: `${url}/commits/${parent}` })),
  }
}

function signature({ name, email, seconds }: CommitInfo['author']) {
  return { name, email, date: time(seconds * 1000) }
}

export function fileAnswer({ path, before, after }: TreeChange) {
  const status = before === undefined ? 'added' : after === undefined ? 'removed' : 'modified'
  return { filename: path, status, sha: (after ?? before)?.id }
}

export function statusAnswer({ url }: Pick<Place, 'url'>, sha: string, status: CommitStatus & { number?: number }) {
  return {
    id: status.number ?? 0,
    url: `${url}/statuses/${sha}`,
    state: status.state,
    context: status.context,
    description: status.description,
    target_url: status.targetUrl ?? null,
    creator: { login: status.creator },
    created_at: time(status.createdAt),
    updated_at: time(status.createdAt),
  }
}
