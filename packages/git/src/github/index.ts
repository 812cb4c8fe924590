export {
  type GithubCommit,
  type GithubHook,
  type GithubRef,
  GithubRepository,
  type GithubStatus,
} from './client.ts'
export { Etags } from './etags.ts'
export { GithubRefusal, type GithubRefusalKind } from './refusal.ts'
export type { GithubSite } from './send.ts'
