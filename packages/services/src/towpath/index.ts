export { towpathEntry } from './entry.ts'
export type { GithubConnections } from './ports/github.ts'
export { type ConnectGitHubInput, type ConnectGitHubOutput, TOWPATH_SERVICE } from './schemas.ts'
