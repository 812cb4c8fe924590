import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline'

/** Every role that a definition hands to CodePipeline: the pipeline's, and those of actions and rules. */
export function passedRoles({ roleArn, stages }: PipelineDeclaration): string[] {
  const within = (stages ?? []).flatMap(({ actions, beforeEntry, onSuccess, onFailure }) => {
    const conditions = [beforeEntry, onSuccess, onFailure].flatMap((hook) => hook?.conditions ?? [])
    return [...(actions ?? []), ...conditions.flatMap(({ rules }) => rules ?? [])].map((each) => each.roleArn)
  })
  return [roleArn, ...within].filter((arn) => arn !== undefined)
}
