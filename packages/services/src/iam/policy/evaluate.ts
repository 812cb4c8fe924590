import type { AccessDecision } from '@towpath/wire'
import { includesAction, splitAction } from './actions.ts'
import { type ArnText, arnText } from './arn-pattern.ts'
import type { Caller } from './caller.ts'
import { conditionHolds } from './condition/condition.ts'
import type { Policy, Statement } from './document.ts'
import { type Grant, grantTo, stronger } from './principals.ts'
import type { Values } from './values.ts'

/** What is asked for, by whom, under which circumstances. */
export interface Question {
  caller: Caller
  action: string
  /** An ARN, or `*`. */
  resource: string
  values: Values
}

/** A policy and what to call it when it decides. */
export interface NamedPolicy {
  name: string
  policy: Policy
}

/** All policies that apply to a question. */
export interface PolicySet {
  identity: readonly NamedPolicy[]
  /** The policy of the resource. */
  resource?: NamedPolicy
  /** Limits what `identity` allows; absent: no limit. */
  boundary?: NamedPolicy
  /** Limit the session. Several handed to one AssumeRole count as one: their Allows add up. Empty: no limit. */
  session?: readonly NamedPolicy[]
  /** The resource's own policy must name the caller, whatever the caller's policies say: roles, other accounts. */
  resourceMustAllow?: boolean
  /** The caller's policies must allow it even where the resource names the caller: another account's resource. */
  identityMustAllow?: boolean
}

type Found = NonNullable<AccessDecision['statement']>
type Limit = NonNullable<AccessDecision['limitedBy']>

/** A question, prepared for being held against many statements. */
export interface Prepared extends Question {
  actionParts: readonly [string, string]
  arn: ArnText
}

export function prepare(question: Question): Prepared {
  return { ...question, actionParts: splitAction(question.action), arn: arnText(question.resource) }
}

/**
 * Decides as IAM documents it: an explicit Deny anywhere wins; then the resource's policy may allow a caller it names
 * directly; otherwise the caller's own policies must allow it (or the resource's, for a role or for anybody), and the
 * boundary and the session policies must allow it too. Root is allowed all that nothing denies.
 */
export function evaluate(question: Question, policies: PolicySet): AccessDecision {
  const asked = prepare(question)
  const denied = findDeny(asked, policies)
  if (denied) return { allowed: false, reason: 'explicit-deny', limitedBy: denied.limit, statement: denied.found }

  const resource = resourceGrant(asked, policies.resource)
  if (resource.grant === 'none' && policies.resourceMustAllow) return implicitDeny('resource-based policy')
  if (resource.grant === 'direct' && !policies.identityMustAllow) return allowed(resource.found)

  const identity = question.caller.type === 'root' ? 'root' : findAllow(asked, policies.identity)
  const byResource = resource.grant === 'limited' && !policies.identityMustAllow
  if (!identity && !byResource) {
    const noIdentity = question.caller.type === 'anonymous' || question.caller.type === 'service'
    return implicitDeny(noIdentity ? 'resource-based policy' : 'identity-based policy')
  }
  if (policies.boundary && !findAllow(asked, [policies.boundary])) return implicitDeny('permissions boundary')
  if (policies.session?.length && !findAllow(asked, policies.session)) return implicitDeny('session policy')
  return allowed(identity === 'root' ? undefined : (identity ?? resource.found))
}

function allowed(statement: Found | undefined): AccessDecision {
  return { allowed: true, reason: 'allowed', statement }
}

function implicitDeny(limitedBy: Limit): AccessDecision {
  return { allowed: false, reason: 'implicit-deny', limitedBy }
}

function findDeny(asked: Prepared, policies: PolicySet): { limit: Limit; found: Found } | undefined {
  const kinds: [Limit, readonly NamedPolicy[]][] = [
    ['identity-based policy', policies.identity],
    ['resource-based policy', policies.resource ? [policies.resource] : []],
    ['permissions boundary', policies.boundary ? [policies.boundary] : []],
    ['session policy', policies.session ?? []],
  ]
  for (const [limit, list] of kinds) {
    const found = find(asked, list, 'Deny')
    if (found) return { limit, found }
  }
  return undefined
}

function findAllow(asked: Prepared, policies: readonly NamedPolicy[]): Found | undefined {
  return find(asked, policies, 'Allow')
}

function find(asked: Prepared, policies: readonly NamedPolicy[], effect: 'Allow' | 'Deny'): Found | undefined {
  for (const { name, policy } of policies) {
    for (const statement of policy.statements) {
      if (statement.effect === effect && applies(statement, asked) && grantBy(statement, asked.caller) !== 'none') {
        return foundIn(name, statement)
      }
    }
  }
  return undefined
}

export function foundIn(policy: string, statement: Statement): Found {
  return { policy, sid: statement.sid, index: statement.index }
}

function resourceGrant(asked: Prepared, named: NamedPolicy | undefined): { grant: Grant; found?: Found } {
  let best: { grant: Grant; found?: Found } = { grant: 'none' }
  for (const statement of named?.policy.statements ?? []) {
    if (statement.effect !== 'Allow' || !named) continue
    const grant = grantBy(statement, asked.caller)
    if (stronger(best.grant, grant) === best.grant || !applies(statement, asked)) continue
    best = { grant, found: foundIn(named.name, statement) }
  }
  return best
}

/** How the statement's principals mean the caller; identity policies name none and mean whom they are attached to. */
export function grantBy(statement: Statement, caller: Caller): Grant {
  if (!statement.principals) return 'direct'
  const grant = grantTo(statement.principals.patterns, caller)
  if (!statement.principals.except) return grant
  return grant === 'none' ? 'limited' : 'none'
}

/** Whether action and resource are meant and all conditions hold. */
export function applies(statement: Statement, asked: Prepared): boolean {
  return (
    isAbout(statement, asked) &&
    statement.conditions.every((one) => conditionHolds(one, asked.values, statement.effect))
  )
}

/** Whether action and resource are meant. */
export function isAbout(statement: Statement, asked: Prepared): boolean {
  if (includesAction(statement.actions.set, asked.actionParts) === statement.actions.except) return false
  if (!statement.resources) return true
  const { except, matchers } = statement.resources
  let unresolved = false
  for (const matches of matchers) {
    const result = matches(asked.arn, asked.values)
    if (result) return !except
    if (result === undefined) unresolved = true
  }
  // A pattern of unknown meaning matches nothing. Under NotResource that would widen an Allow, so there it does not.
  return except && !(unresolved && statement.effect === 'Allow')
}
