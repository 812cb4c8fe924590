export { towpathEntry } from './entry.ts'
export type { ConnectionTokens } from './ports/connection-tokens.ts'
export type { GithubConnections } from './ports/github.ts'
export { type ConnectGitHubInput, type ConnectGitHubOutput, TOWPATH_SERVICE } from './schemas.ts'
