import type { GitPort } from '../ports/git.ts'
import type { Repository } from '../state/repositories.ts'
import { pathOf } from './names.ts'

/** The default branch, once it has a commit: an empty repository has none, as CodeCommit tells it. */
export async function existingDefaultBranch(git: GitPort, repository: Repository): Promise<string | undefined> {
  const path = pathOf(repository)
  const [name, branches] = await Promise.all([git.defaultBranch(path), git.branches(path)])
  return branches.has(name) ? name : undefined
}
