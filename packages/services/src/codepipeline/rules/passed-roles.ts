import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline'
import { QUOTAS } from './quotas.ts'

/** Conditions of a stage, and rules in each (the model's limits). */
const RULES_PER_STAGE = 3 * 5

/** No definition that is accepted names more roles, so nothing is asked for the rest. */
const MOST_ROLES = 1 + QUOTAS.actionsPerPipeline + QUOTAS.stages * RULES_PER_STAGE

/** Every role that a definition hands to CodePipeline: the pipeline's, and those of actions and rules. Each once. */
export function passedRoles({ roleArn, stages }: PipelineDeclaration): string[] {
  const within = (stages ?? []).flatMap(({ actions, beforeEntry, onSuccess, onFailure }) => {
    const conditions = [beforeEntry, onSuccess, onFailure].flatMap((hook) => hook?.conditions ?? [])
    return [...(actions ?? []), ...conditions.flatMap(({ rules }) => rules ?? [])].map((each) => each.roleArn)
  })
  return [...new Set([roleArn, ...within].filter((arn) => arn !== undefined))].slice(0, MOST_ROLES)
}
