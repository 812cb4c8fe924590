/** The repository of a project, and the token that opens it. */
export interface HookedRepository {
  account: string
  region: string
  /** `OWNER/REPO`. */
  repository: string
  /** What the token is for: it may go nowhere else. Of an Enterprise server, `location` says where it is. */
  serverType: 'GITHUB' | 'GITHUB_ENTERPRISE'
  /** Clone URL, as the project has it. */
  location: string
  token: string
}

export interface HookRefusal {
  refused: 'missing' | 'denied' | 'unavailable'
  /** For people; holds no secrets. */
  message: string
}

/** How webhooks of projects are made known to the host of their repository; filled by `server`. */
export interface RepositoryHooks {
  /**
   * Has these events of GitHub (`push`, `pull_request`, …) told to `url` as JSON, signed with `secret`. A hook with that
   * address that is there already is replaced. `hookUrl`: where the host's API has the hook.
   */
  register(
    asked: HookedRepository & { url: string; secret: string; events: string[]; signal: AbortSignal },
  ): Promise<{ hookId: string; hookUrl: string } | HookRefusal>
  /** Removes it. That it is gone already is no refusal. */
  remove(asked: HookedRepository & { hookId: string; signal: AbortSignal }): Promise<HookRefusal | undefined>
}
