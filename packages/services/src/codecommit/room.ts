import type { Access, RequestContext } from '@towpath/wire'
import { invalidRepositoryName, repositoryDoesNotExist, repositoryNameRequired } from './errors.ts'
import type { GitPort } from './ports/git.ts'
import { arnOf, isRepositoryName } from './rules/names.ts'
import { Repositories, type Repository } from './state/repositories.ts'

/** What this room's operations get besides the request. */
export interface Room {
  repositories: Repositories
  git: GitPort
}

export type Ctx = RequestContext & Room

export function room(ctx: RequestContext, git: GitPort): Room {
  return { repositories: new Repositories(ctx.db, ctx), git }
}

/** The repository of that name, or the error that the caller gets instead. */
export async function existing(ctx: Ctx, name: string | undefined): Promise<Repository> {
  if (!name) throw repositoryNameRequired()
  if (!isRepositoryName(name)) throw invalidRepositoryName(name)
  const repository = await ctx.repositories.find(name)
  if (!repository) throw repositoryDoesNotExist(name)
  return repository
}

/** What an operation on one repository needs to be allowed. */
export function onRepository(action: string) {
  return (input: { repositoryName?: string }, ctx: RequestContext): Access[] => [
    { action: `codecommit:${action}`, resource: arnOf(ctx, input.repositoryName ?? '*') },
  ]
}
