import type { FetchedBundle } from '../state/deployments.ts'

/** Where revisions in GitHub form come from; filled by `server`. */
export interface GitBundles {
  /**
   * Makes a bundle of a commit and keeps it as an immutable blob: of the embedded repository of that path where there
   * is one, of github.com (or the configured GitHub) otherwise, with `token` where it asks for one.
   *
   * `missing`: there is no such repository or commit; `token`: it is there, but no token lets us see it. `message` is
   * for the owner of the deployment. Rejects for anything that may pass, such as a network that is down.
   */
  fetch(asked: {
    account: string
    region: string
    /** `OWNER/NAME`. */
    repository: string
    /** 40 hexadecimal digits. */
    commitId: string
    token?: string
    signal: AbortSignal
  }): Promise<{ bundle: FetchedBundle } | { refused: 'missing' | 'token'; message: string }>
}
