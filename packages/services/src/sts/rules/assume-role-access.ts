import type { AssumeRoleRequest } from '@aws-sdk/client-sts'
import type { Access, ConditionValues } from '@towpath/wire'
import type { AssumableRole } from '../ports/identities.ts'

/**
 * What assuming a role asks: the role's trust policy must let the caller in, also for tagging the session and for
 * setting a source identity when the request does so (documented). A role that does not exist lets nobody in, and the
 * answer does not tell the difference.
 */
export function assumeRoleAccess(input: AssumeRoleRequest, role: AssumableRole | undefined): Access[] {
  const actions = ['sts:AssumeRole']
  if (input.Tags?.length) actions.push('sts:TagSession')
  if (input.SourceIdentity !== undefined) actions.push('sts:SetSourceIdentity')
  const conditions = { ...ofRequest(input), ...ofRole(role) }
  return actions.map((action) => ({
    action,
    resource: input.RoleArn ?? '',
    conditions,
    resourcePolicy: role?.trustPolicy,
  }))
}

function ofRequest(input: AssumeRoleRequest): ConditionValues {
  const values: ConditionValues = {
    'sts:RoleSessionName': input.RoleSessionName ?? '',
    'aws:TagKeys': (input.Tags ?? []).map(({ Key = '' }) => Key),
    'sts:TransitiveTagKeys': input.TransitiveTagKeys ?? [],
  }
  if (input.ExternalId !== undefined) values['sts:ExternalId'] = input.ExternalId
  if (input.SourceIdentity !== undefined) values['sts:SourceIdentity'] = input.SourceIdentity
  if (input.DurationSeconds !== undefined) values['sts:DurationSeconds'] = String(input.DurationSeconds)
  for (const { Key = '', Value = '' } of input.Tags ?? []) values[`aws:RequestTag/${Key}`] = Value
  return values
}

function ofRole(role: AssumableRole | undefined): ConditionValues {
  const values: ConditionValues = {}
  for (const { Key, Value } of role?.tags ?? []) {
    values[`aws:ResourceTag/${Key}`] = Value
    values[`iam:ResourceTag/${Key}`] = Value
  }
  return values
}
