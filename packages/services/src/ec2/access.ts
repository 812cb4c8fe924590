import type { Tag } from '@aws-sdk/client-ec2'
import type { Access, ConditionValues } from '@towpath/wire'
import type { Ctx } from './room.ts'
import { instanceArn, type Place } from './rules/ids.ts'

/*
 * What callers must be allowed (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html).
 * Ids come unchecked from the input; a malformed one is refused by the operation itself.
 */

/** As many as one call may name. */
const LIMIT = 1000

/** For operations that know no resource: everything that only describes. */
export const onAnything = (operation: string): Access => ({ action: `ec2:${operation}`, resource: '*' })

/** On each of the instances, with its tags and its profile as condition values. */
export async function onInstances(operation: string, ctx: Ctx, ids: (string | undefined)[] = []): Promise<Access[]> {
  if (ids.length === 0) return [onAnything(operation)]
  return Promise.all([...new Set(ids)].slice(0, LIMIT).map((id) => onInstance(operation, ctx, id)))
}

export async function onInstance(operation: string, ctx: Ctx, id = ''): Promise<Access> {
  const [tags, association] = await Promise.all([ctx.tags.of(id), ctx.associations.ofInstance(id)])
  const conditions: ConditionValues = association ? { 'ec2:InstanceProfile': association.profileArn } : {}
  for (const [key, value] of tags) {
    conditions[`ec2:ResourceTag/${key}`] = value
    conditions[`aws:ResourceTag/${key}`] = value
  }
  return { action: `ec2:${operation}`, resource: instanceArn(ctx, id), conditions }
}

export const onImage = (operation: string, { region }: Place, id = ''): Access => ({
  action: `ec2:${operation}`,
  resource: `arn:aws:ec2:${region}::image/${id}`,
})

/** Handing a role to instances. */
export const passRole = (roleArn: string): Access => ({
  action: 'iam:PassRole',
  resource: roleArn,
  conditions: { 'iam:PassedToService': 'ec2.amazonaws.com' },
})

/** The same access, with the tags that the request wants to set as condition values. */
export function withRequestTags(access: Access, tags: Tag[] = []): Access {
  if (tags.length === 0) return access
  const values = tags.map(({ Key = '', Value = '' }) => [`aws:RequestTag/${Key}`, Value])
  const keys = { 'aws:TagKeys': tags.map(({ Key = '' }) => Key) }
  return { ...access, conditions: { ...access.conditions, ...Object.fromEntries(values), ...keys } }
}
