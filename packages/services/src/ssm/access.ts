import type { Tag } from '@aws-sdk/client-ssm'
import type { Access, ConditionValues } from '@towpath/wire'
import { findParameter } from './lookup.ts'
import type { Ctx } from './room.ts'
import { namesOf, type Place, parameterArn } from './rules/arns.ts'
import { readSelector } from './rules/parameter-name.ts'

/*
 * What callers must be allowed (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html).
 * Names come unchecked from the input; a malformed one is refused by the operation itself. No `kms:Decrypt` is asked for:
 * there is no KMS, and with AWS's own key `alias/aws/ssm` its policy allows it to whoever may read the parameter.
 */

/** As many names as one call may give. */
const LIMIT = 10

/** For DescribeParameters, which cannot be narrowed to parameters (documented). */
export const onAll = (operation: string, { account, region }: Place): Access => ({
  action: `ssm:${operation}`,
  resource: `arn:aws:ssm:${region}:${account}:*`,
})

/** On the parameter of a name, ARN, or either with a version, with its tags as condition values. */
export async function onParameter(
  operation: string,
  ctx: Ctx,
  given = '',
  conditions: ConditionValues = {},
): Promise<Access> {
  const { parameter: wanted } = readSelector(given)
  const parameter = await findParameter(ctx, wanted)
  const name = parameter?.name ?? namesOf(ctx, wanted)[0]
  const tags = Object.entries(parameter?.tags ?? {}).flatMap(([key, value]) => [
    [`aws:ResourceTag/${key}`, value],
    [`ssm:resourceTag/${key}`, value],
  ])
  return {
    action: `ssm:${operation}`,
    resource: name === undefined ? wanted : parameterArn(ctx, name),
    conditions: { ...Object.fromEntries(tags), ...conditions },
  }
}

/** On each of the parameters. Calls that name more than the limit are refused, so nothing is asked for the rest. */
export function onParameters(operation: string, ctx: Ctx, names: string[] = []): Promise<Access[]> {
  return Promise.all([...new Set(names.slice(0, LIMIT))].map((name) => onParameter(operation, ctx, name)))
}

/** On everything below a path: its own ARN stands for it (documented). */
export const onPath = (operation: string, place: Place, path = '', recursive = false): Access => ({
  action: `ssm:${operation}`,
  resource: parameterArn(place, path.replace(/(?<=.)\/$/, '')),
  conditions: { 'ssm:Recursive': String(recursive) },
})

/** The tags that the request wants to set, as condition values. */
export function requestTags(tags: Tag[] = []): ConditionValues {
  if (tags.length === 0) return {}
  const values = tags.map(({ Key = '', Value = '' }) => [`aws:RequestTag/${Key}`, Value])
  return { ...Object.fromEntries(values), 'aws:TagKeys': tags.map(({ Key = '' }) => Key) }
}
