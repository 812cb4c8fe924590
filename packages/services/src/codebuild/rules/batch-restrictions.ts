import type { BatchRestrictions } from '@aws-sdk/client-codebuild'
import type { BatchGroup } from '../batch/batch-groups.ts'
import type { PhaseContext } from '../buildspec/problem.ts'

/** Why the project does not let a batch run; undefined when it does. */
export function restricted(
  { maximumBuildsAllowed, computeTypesAllowed = [] }: BatchRestrictions,
  groups: readonly BatchGroup[],
  usualComputeType: string | undefined,
): PhaseContext | undefined {
  const refused = (message: string): PhaseContext => ({ statusCode: 'BATCH_RESTRICTIONS_VIOLATED', message })
  if (maximumBuildsAllowed !== undefined && groups.length > maximumBuildsAllowed) {
    return refused(`The batch comes to ${groups.length} builds; the project allows ${maximumBuildsAllowed}.`)
  }
  const types = groups.map(({ env }) => env.computeType ?? usualComputeType ?? '')
  const wrong = computeTypesAllowed.length === 0 ? undefined : types.find((type) => !computeTypesAllowed.includes(type))
  if (wrong === undefined) return undefined
  return refused(
    `The compute type ${wrong} is not among those that the project allows: ${computeTypesAllowed.join(', ')}.`,
  )
}
