import type { Place } from '../rules/arns.ts'

/** Where people look at what an action began; filled by `server` with pages of its console. Undefined: there is no page. */
export interface Links {
  build(place: Place & { buildId: string }): string | undefined
  deployment(place: Place & { deploymentId: string }): string | undefined
  execution(place: Place & { pipelineName: string; executionId: string }): string | undefined
}
