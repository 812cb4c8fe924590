import type { Action, Pipeline } from '../pipeline.ts'
import type { GitEvent } from './git-event.ts'
import { matchesTrigger } from './matches-trigger.ts'

/**
 * Whether an event in the repository of a source action starts the pipeline. With a trigger for the action only its
 * filters count; without one a push to its branch does, unless detection is switched off (documented).
 */
export function detectsChange(pipeline: Pick<Pipeline, 'triggers'>, source: Action, event: GitEvent): boolean {
  const trigger = pipeline.triggers?.find(({ gitConfiguration }) => gitConfiguration?.sourceActionName === source.name)
  if (trigger?.gitConfiguration) return matchesTrigger(trigger.gitConfiguration, event)
  const { DetectChanges, PollForSourceChanges, BranchName, Branch } = source.configuration
  const isOff = (DetectChanges ?? PollForSourceChanges ?? 'true').toLowerCase() === 'false'
  return !isOff && event.type === 'push' && event.branch === (BranchName ?? Branch)
}
