import type { Repository } from '../state/repositories.ts'

/** Owner of repositories that were created without the tag {@link OWNER_TAG}. */
export const DEFAULT_OWNER = 'towpath'

/** Tag that chooses the first part of a repository's path when it is created. */
export const OWNER_TAG = 'towpath:owner'

export function isRepositoryName(name: string): boolean {
  return /^[\w.-]{1,100}$/.test(name) && !/^\.+$|^-|\.git$|\.lock$/i.test(name)
}

export function isOwner(name: string): boolean {
  return isRepositoryName(name)
}

export function isCommitId(id: string): boolean {
  return /^[0-9a-f]{40}$/.test(id)
}

/** `OWNER/NAME`: its path below `/git/`, and what a GitHub-form revision calls it. */
export function pathOf(repository: Pick<Repository, 'owner' | 'name'>): string {
  return `${repository.owner}/${repository.name}`
}

export function arnOf(scope: { account: string; region: string }, name: string): string {
  return `arn:aws:codecommit:${scope.region}:${scope.account}:${name}`
}
