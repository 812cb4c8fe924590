import type { Tag } from '@aws-sdk/client-codepipeline'
import type { Access } from '@towpath/wire'
import { type TypeNames, typeIdOf } from './rules/action-types/type-id.ts'
import { actionArn, type Place, pipelineArn, stageArn, typeArn, webhookArn } from './rules/arns.ts'

/*
 * What callers must be allowed: `codepipeline:OPERATION` on the ARN of the resource it is about (documented). Names come
 * unchecked from the input; a malformed one is refused by the operation itself.
 */

export const onPipeline = (operation: string, place: Place, name = ''): Access => ({
  action: `codepipeline:${operation}`,
  resource: pipelineArn(place, name),
})

export const onStage = (operation: string, place: Place, { pipeline = '', stage = '' }): Access => ({
  action: `codepipeline:${operation}`,
  resource: stageArn(place, pipeline, stage),
})

export const onAction = (operation: string, place: Place, { pipeline = '', stage = '', action = '' }): Access => ({
  action: `codepipeline:${operation}`,
  resource: actionArn(place, pipeline, stage, action),
})

export const onActionType = (operation: string, place: Place, names: TypeNames): Access => ({
  action: `codepipeline:${operation}`,
  resource: typeArn(place, typeIdOf(names)),
})

export const onWebhook = (operation: string, place: Place, name = ''): Access => ({
  action: `codepipeline:${operation}`,
  resource: webhookArn(place, name),
})

/** For operations that are about no resource of their own. */
export const onAnything = (operation: string): Access => ({ action: `codepipeline:${operation}`, resource: '*' })

/** For operations on whatever an ARN names. */
export const onResource = (operation: string, arn: string | undefined): Access => ({
  action: `codepipeline:${operation}`,
  resource: arn || '*',
})

/** Handing roles to CodePipeline: that of the pipeline, and those of actions and rules that have one of their own. */
export const passRoles = (roleArns: readonly string[]): Access[] =>
  roleArns.map((roleArn) => ({
    action: 'iam:PassRole',
    resource: roleArn,
    conditions: { 'iam:PassedToService': 'codepipeline.amazonaws.com' },
  }))

/** The same access, with the tags that the request wants to set as condition values. */
export function withRequestTags(access: Access, tags: Tag[] = []): Access {
  if (tags.length === 0) return access
  const values = tags.map(({ key = '', value = '' }) => [`aws:RequestTag/${key}`, value])
  return { ...access, conditions: { ...Object.fromEntries(values), 'aws:TagKeys': tags.map(({ key = '' }) => key) } }
}
