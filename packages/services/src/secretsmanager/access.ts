import type { Tag } from '@aws-sdk/client-secrets-manager'
import type { Access, ConditionValues } from '@towpath/wire'
import { arnOf, findSecret } from './lookup.ts'
import type { Ctx } from './room.ts'
import { meant, type Place, secretArn } from './rules/arns.ts'

/*
 * What callers must be allowed (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html).
 * Names come unchecked from the input; a malformed one is refused by the operation itself.
 */

/** For operations that are about no secret of their own. */
export const onAnything = (operation: string): Access => ({ action: `secretsmanager:${operation}`, resource: '*' })

/** On a secret that is being made: its ARN is not known yet, so the bare name stands for it. */
export function onNewSecret(operation: string, place: Place, name = '', tags: Tag[] = []): Access {
  return {
    action: `secretsmanager:${operation}`,
    resource: secretArn(place, name),
    conditions: { 'secretsmanager:Name': name, ...requestTags(tags) },
  }
}

/** On the secret of a name or ARN, with its tags as condition values. */
export async function onSecret(
  operation: string,
  ctx: Ctx,
  given = '',
  conditions: ConditionValues = {},
): Promise<Access> {
  const secret = await findSecret(ctx, given)
  const name = meant(ctx, given).at(-1)?.name
  const known = secret ? arnOf(ctx, secret) : undefined
  const tags = Object.entries(secret?.tags ?? {}).flatMap(([key, value]) => [
    [`aws:ResourceTag/${key}`, value],
    [`secretsmanager:ResourceTag/${key}`, value],
  ])
  return {
    action: `secretsmanager:${operation}`,
    resource: known ?? (name === undefined ? given : secretArn(ctx, name)),
    conditions: { 'secretsmanager:SecretId': given, ...Object.fromEntries(tags), ...conditions },
  }
}

/** The tags that the request wants to set, as condition values. */
export function requestTags(tags: Tag[] = []): ConditionValues {
  if (tags.length === 0) return {}
  const values = tags.map(({ Key = '', Value = '' }) => [`aws:RequestTag/${Key}`, Value])
  return { ...Object.fromEntries(values), 'aws:TagKeys': tags.map(({ Key = '' }) => Key) }
}
