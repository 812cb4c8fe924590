import type { BuildRole } from '../ports/build-roles.ts'
import type { ProjectSettings } from './project-settings.ts'

/** What a build runs with. Kept with it, so that a later change of its project does not touch it. */
export interface BuildInput {
  /** The project's with the request's over them; see settingsOfBuild. */
  settings: ProjectSettings
  role: BuildRole
  /** Of the build within its batch. */
  batchIdentifier?: string
  /** `CODEBUILD_WEBHOOK_…` of builds that a webhook started. */
  webhook?: Readonly<Record<string, string>>
  /** It belongs to no project: a Commands action has it run. */
  managed?: boolean
}
