import type { RepositoryRefusal } from './source-repositories.ts'

/** A repository of a GitHub version 1 action, and the token that opens it. */
export interface HookedRepository {
  account: string
  region: string
  /** `OWNER/REPO`. */
  repository: string
  token: string
}

/** How webhooks are made known to GitHub; filled by `server`. */
export interface GithubHooks {
  /**
   * Has pushes to the repository told to `url` as JSON, signed with `secret` where there is one. A hook with that address
   * that is there already is brought up to date.
   */
  register(
    asked: HookedRepository & { url: string; secret?: string; signal: AbortSignal },
  ): Promise<{ hookId: string } | RepositoryRefusal>
  /** Removes it. That it is gone already is no refusal. */
  remove(asked: HookedRepository & { hookId: string; signal: AbortSignal }): Promise<RepositoryRefusal | undefined>
}
