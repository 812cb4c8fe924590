import type { RoleCalls } from './build-roles.ts'

/** A repository as a project names it, and what opens it. */
export interface CheckoutRequest {
  account: string
  region: string
  type: 'CODECOMMIT' | 'GITHUB' | 'GITHUB_ENTERPRISE' | 'GITLAB' | 'GITLAB_SELF_MANAGED' | 'BITBUCKET'
  /** Clone URL, as the project has it. */
  location: string
  /** Branch, tag, commit, `pr/N` or `refs/…`; absent: the default branch. */
  version?: string
  /** 0: all of the history. */
  depth: number
  submodules: boolean
  insecureSsl: boolean
  /** Opens the repository in place of `credentials`; its host is that of the connection. */
  connectionArn?: string
  /**
   * What the build's role may: `codecommit:GitPull` is needed for embedded repositories, and `UseConnection` for a
   * connection.
   */
  may: RoleCalls['may']
  /** Stored for that kind of host, if any. */
  credentials?: { token: string; username?: string }
  /** An existing empty folder that becomes the working tree. */
  folder: string
  /** What git has to say, for the build's log. Holds no secrets. */
  output(text: string): void
  signal: AbortSignal
}

export type Checkout =
  /** 40 hex digits. */
  | { commitId: string }
  /** `message`: what git said, for people; holds no secrets. */
  | { refused: 'missing' | 'denied' | 'failed'; message: string }

/**
 * Clones repositories; filled by `server`. An embedded repository of that path is meant first, the host of the URL
 * otherwise. Nothing of the repository is run: no hooks, no filters of its configuration.
 */
export interface SourceCheckout {
  checkout(asked: CheckoutRequest): Promise<Checkout>
}
