import type { ConditionValues } from '../access.ts'
import type { Principal } from '../principal.ts'
import type { Caller } from './call.ts'

const PRINCIPAL_TYPES: Record<Principal['type'], string> = {
  root: 'Account',
  user: 'User',
  'assumed-role': 'AssumedRole',
  anonymous: 'Anonymous',
}

/**
 * The condition keys that every request has.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function globalConditions(caller: Caller, now: number): ConditionValues {
  const { principal } = caller
  return {
    'aws:CurrentTime': isoSeconds(now),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:SecureTransport': String(caller.secure),
    'aws:UserAgent': caller.userAgent,
    'aws:RequestedRegion': caller.region,
    'aws:PrincipalType': PRINCIPAL_TYPES[principal.type],
    ...(caller.sourceIp === undefined ? {} : { 'aws:SourceIp': caller.sourceIp }),
    ...(principal.type === 'anonymous' ? {} : ofPrincipal(principal)),
    ...(principal.session ? ofSession(principal.session) : {}),
  }
}

function ofPrincipal(principal: Principal): ConditionValues {
  return {
    'aws:PrincipalArn': principalArn(principal),
    'aws:PrincipalAccount': principal.account,
    'aws:userid': principal.userId,
    ...(principal.type === 'user' && principal.name !== undefined ? { 'aws:username': principal.name } : {}),
  }
}

function ofSession(session: NonNullable<Principal['session']>): ConditionValues {
  const values: ConditionValues = {
    'aws:TokenIssueTime': isoSeconds(session.issuedAt),
    'aws:MultiFactorAuthPresent': String(session.mfa ?? false),
  }
  if (session.sourceIdentity !== undefined) values['aws:SourceIdentity'] = session.sourceIdentity
  for (const [key, value] of Object.entries(session.tags)) values[`aws:PrincipalTag/${key}`] = value
  return values
}

/** Documented: for a role's session this key holds the role, not the session. The role's path is not in a session. */
function principalArn(principal: Principal): string {
  if (principal.type !== 'assumed-role' || principal.name === undefined) return principal.arn
  return `arn:aws:iam::${principal.account}:role/${principal.name}`
}

function isoSeconds(now: number): string {
  return new Date(now).toISOString().replace(/\.\d{3}Z$/, 'Z')
}
