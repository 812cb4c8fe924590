import type { CommitInfo, GitRepositories, RefChange } from '@towpath/git'
import { pathOf, type Repository } from '@towpath/services/codecommit/index.ts'
import { numberOf, time } from './answers.ts'

/** Whoever wants more asks for a comparison. */
const MOST_COMMITS = 50
const MOST_FILES = 500

const NONE = '0'.repeat(40)

/** What GitHub tells of one ref that was pushed. */
export async function pushPayload(git: GitRepositories, row: Repository, { ref, before, after }: RefChange) {
  const path = pathOf(row)
  const commits = await newCommits(git, path, before, after)
  const described = await Promise.all(commits.map((commit) => describedCommit(git, path, commit)))
  const [owner = '', name = ''] = path.split('/')
  const head = after === undefined ? undefined : await git.commit(path, after)
  const contained = before && after && (await git.mergeBase(path, before, after))
  return {
    ref,
    before: before ?? NONE,
    after: after ?? NONE,
    created: before === undefined,
    deleted: after === undefined,
    forced: before !== undefined && after !== undefined && contained !== before,
    base_ref: null,
    commits: described,
    head_commit: head ? await describedCommit(git, path, head) : null,
    repository: {
      id: numberOf(row.id),
      name,
      full_name: path,
      private: true,
      owner: { login: owner, name: owner },
      default_branch: await git.defaultBranch(path),
    },
    pusher: { name: head?.committer.name ?? owner },
    sender: { login: owner },
  }
}

/** The oldest first. */
async function newCommits(
  git: GitRepositories,
  path: string,
  before: string | undefined,
  after: string | undefined,
): Promise<CommitInfo[]> {
  if (after === undefined) return []
  // What a force push left behind may be gone from the repository by now.
  const without = before && (await git.resolve(path, before))
  return (await git.commits(path, after, { without, limit: without ? MOST_COMMITS : 1 })).reverse()
}

async function describedCommit(git: GitRepositories, path: string, commit: CommitInfo) {
  const changes = (await git.changes(path, commit.parents[0], commit.id)).slice(0, MOST_FILES)
  const paths = (which: (change: (typeof changes)[number]) => boolean) => changes.filter(which).map((each) => each.path)
  const { name, email } = commit.author
  return {
    id: commit.id,
    tree_id: commit.tree,
    message: commit.message.slice(0, 10_000),
    timestamp: time(commit.committer.seconds * 1000),
    author: { name, email },
    committer: { name: commit.committer.name, email: commit.committer.email },
    added: paths(({ before }) => before === undefined),
    removed: paths(({ after }) => after === undefined),
    modified: paths(({ before, after }) => before !== undefined && after !== undefined),
  }
}
