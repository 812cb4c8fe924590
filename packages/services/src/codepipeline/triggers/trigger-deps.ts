import type { ActionRoles } from '../ports/action-roles.ts'
import type { EmbeddedRepositories } from '../ports/embedded-repositories.ts'
import type { SourceRepositories } from '../ports/source-repositories.ts'
import type { StartingDeps } from './start-pipelines.ts'

/** What starting pipelines and looking at their sources takes. */
export interface TriggerDeps extends StartingDeps {
  repositories: SourceRepositories
  embedded: EmbeddedRepositories
  roles: ActionRoles
  times?: Partial<WatchTimes>
}

/** How often is looked, in milliseconds. */
export interface WatchTimes {
  /** Between two looks at what nobody else tells of: repositories on hosts of git. */
  poll: number
  /** Between two looks at everything. */
  sweep: number
  /** How long a difference has to be there: the event that tells of it may be under way. */
  settle: number
}
