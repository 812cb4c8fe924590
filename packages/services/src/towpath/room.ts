import type { ConnectionTokens } from './ports/connection-tokens.ts'
import type { GithubConnections } from './ports/github.ts'

/** What the composition root gives this room, and what its operations get. */
export interface Room {
  github: GithubConnections
  /** Absent in a control plane that serves no connections. */
  connections?: ConnectionTokens
}
