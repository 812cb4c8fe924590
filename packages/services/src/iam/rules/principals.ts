import type { ConditionValues, Principal } from '@towpath/wire'
import type { Caller } from '../policy/caller.ts'
import { ANONYMOUS_CALLER } from '../policy/caller.ts'
import { arnOf, type Entity, type Role, type Tag, type User } from './entities.ts'

export function rootArn(account: string): string {
  return `arn:aws:iam::${account}:root`
}

export function rootPrincipal(account: string): Principal {
  return { type: 'root', account, arn: rootArn(account), userId: account }
}

export function userPrincipal(user: User): Principal & { type: 'user' } {
  return { type: 'user', account: user.account, arn: arnOf(user), userId: user.id, name: user.name }
}

/** A session of a role, without what only sessions have. */
export function rolePrincipal(role: Role, sessionName: string): Principal & { type: 'assumed-role' } {
  return {
    type: 'assumed-role',
    account: role.account,
    arn: `arn:aws:sts::${role.account}:assumed-role/${role.name}/${sessionName}`,
    userId: `${role.id}:${sessionName}`,
    name: role.name,
  }
}

/** The unique id of the user or role behind a principal; for root the account. */
export function entityIdOf(principal: Principal): string {
  return principal.userId.split(':', 1)[0] ?? ''
}

/** The principal as policies see it. `entity` is its user or role. */
export function callerOf(principal: Principal, entity?: Entity): Caller {
  switch (principal.type) {
    case 'anonymous':
      return ANONYMOUS_CALLER
    case 'root':
    case 'user':
      return { type: principal.type, account: principal.account, arn: principal.arn, uniqueId: principal.userId }
    case 'assumed-role':
      return {
        type: 'role-session',
        account: principal.account,
        arn: principal.arn,
        uniqueId: entityIdOf(principal),
        roleArn: entity && arnOf(entity),
      }
  }
}

const PRINCIPAL_TYPES: Record<Principal['type'], string> = {
  root: 'Account',
  user: 'User',
  'assumed-role': 'AssumedRole',
  anonymous: 'Anonymous',
}

/**
 * The condition keys about the principal. Those of tags need the entity, which only this room knows.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function principalValues(principal: Principal, entity?: Entity): ConditionValues {
  const values: ConditionValues = {
    'aws:PrincipalType': PRINCIPAL_TYPES[principal.type],
    'aws:PrincipalIsAWSService': 'false',
    ...tagValues('aws:PrincipalTag/', entity?.tags ?? []),
  }
  if (principal.type === 'anonymous') return values
  // Documented: for a session this key holds the role.
  values['aws:PrincipalArn'] = principal.type === 'assumed-role' && entity ? arnOf(entity) : principal.arn
  values['aws:PrincipalAccount'] = principal.account
  values['aws:userid'] = principal.userId
  if (principal.type === 'user' && principal.name !== undefined) values['aws:username'] = principal.name
  const { session } = principal
  if (!session) return values
  values['aws:TokenIssueTime'] = isoSeconds(session.issuedAt)
  values['aws:MultiFactorAuthPresent'] = String(session.mfa ?? false)
  if (session.sourceIdentity !== undefined) values['aws:SourceIdentity'] = session.sourceIdentity
  const sessionTags = Object.entries(session.tags).map(([Key, Value]) => ({ Key, Value }))
  return { ...values, ...tagValues('aws:PrincipalTag/', sessionTags) }
}

/** A condition key for each tag. */
export function tagValues(prefix: string, tags: readonly Tag[]): ConditionValues {
  return Object.fromEntries(tags.map(({ Key, Value }) => [prefix + Key, Value]))
}

export function isoSeconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z')
}
