import { commitDoesNotExist, invalidCommit, invalidMaxResults } from './errors.ts'
import type { Ctx } from './room.ts'

/**
 * The commit that a specifier means: a branch, a tag, a full name of either, a commit id, or HEAD; without one, the
 * newest of the default branch.
 */
export async function commitOf(ctx: Ctx, path: string, specifier: string | undefined): Promise<string> {
  const head = specifier === undefined || specifier === 'HEAD'
  const ref = head ? `refs/heads/${await ctx.git.defaultBranch(path)}` : specifier
  const id = await ctx.git.resolve(path, ref)
  if (id !== undefined) return id
  if (ref === '' || /[\p{Cc}~^:?*[\\]|\.\./u.test(ref)) throw invalidCommit(ref)
  throw commitDoesNotExist(specifier ?? 'HEAD')
}

/** How many results a caller wants of an operation that gives at most `most`. */
export function resultCount(given: number | undefined, most: number): number {
  if (given !== undefined && given <= 0) throw invalidMaxResults(given)
  return Math.min(given ?? most, most)
}
