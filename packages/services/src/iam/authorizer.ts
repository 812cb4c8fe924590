import { parseArn } from '@towpath/base'
import type { Access, AccessDecision, Authorizer, Principal } from '@towpath/wire'
import type { IamDeps } from './deps.ts'
import type { Subject } from './directory/subject.ts'
import { evaluate, type NamedPolicy, type PolicySet } from './policy/evaluate.ts'
import { requestValues } from './policy/values.ts'
import { callerOf, entityIdOf, principalValues } from './rules/principals.ts'

/** What happens to a principal that is no more: a deleted user, a role that was deleted and made anew. */
const GONE: AccessDecision = { allowed: false, reason: 'implicit-deny', limitedBy: 'identity-based policy' }

/** Decides what principals may do, by the policies as they are now. */
export function authorizer(deps: Pick<IamDeps, 'directory' | 'lastUses' | 'clock'>): Authorizer {
  const { directory, lastUses, clock } = deps

  return {
    async decide(principal, access) {
      const subject = await subjectOf(directory, principal)
      if (!subject && (principal.type === 'user' || principal.type === 'assumed-role')) return GONE
      recordUse(principal, access, { lastUses, clock })
      const resource = resourcePolicy(directory, access)
      if (resource === 'unreadable')
        return { allowed: false, reason: 'explicit-deny', limitedBy: 'resource-based policy' }
      const question = {
        caller: callerOf(principal, subject?.entity),
        action: access.action,
        resource: access.resource,
        values: requestValues(access.conditions, principalValues(principal, subject?.entity)),
      }
      return evaluate(question, {
        identity: subject?.identity ?? [],
        boundary: subject?.boundary,
        session: sessionPolicies(directory, principal),
        resource,
        ...bothSides(principal, access),
      })
    },
  }
}

/** The user or role behind a principal, if it still is the one that signed in. */
async function subjectOf(directory: IamDeps['directory'], principal: Principal): Promise<Subject | undefined> {
  if (principal.type === 'user') return directory.user(principal.account, principal.userId)
  if (principal.type !== 'assumed-role' || principal.name === undefined) return undefined
  const subject = await directory.role(principal.account, principal.name)
  return subject?.entity.id === entityIdOf(principal) ? subject : undefined
}

function sessionPolicies(directory: IamDeps['directory'], principal: Principal): NamedPolicy[] {
  return (principal.session?.policies ?? []).map((document, index) => {
    const policy = directory.policies.compile(document, 'identity') ?? { statements: [] }
    return { name: `session policy ${index + 1}`, policy }
  })
}

/** What is said of assuming a role is a trust policy; it reads differently from the policies of other resources. */
const ABOUT_ASSUMING = new Set(['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'])

function resourcePolicy(directory: IamDeps['directory'], access: Access): NamedPolicy | undefined | 'unreadable' {
  if (access.resourcePolicy === undefined) return undefined
  const kind = ABOUT_ASSUMING.has(access.action) ? 'trust' : 'resource'
  const policy = directory.policies.compile(access.resourcePolicy, kind)
  return policy ? { name: `${kind} policy of ${access.resource}`, policy } : 'unreadable'
}

/** Roles let in only whom they name, and another account's resources need a yes from both sides. */
function bothSides(principal: Principal, access: Access): Pick<PolicySet, 'resourceMustAllow' | 'identityMustAllow'> {
  const account = parseArn(access.resource)?.account ?? ''
  const foreign = /^\d{12}$/.test(account) && principal.type !== 'anonymous' && account !== principal.account
  return { resourceMustAllow: foreign || ABOUT_ASSUMING.has(access.action), identityMustAllow: foreign }
}

function recordUse(
  principal: Principal,
  access: Access,
  { lastUses, clock }: Pick<IamDeps, 'lastUses' | 'clock'>,
): void {
  const region = access.conditions?.['aws:RequestedRegion']
  const use = {
    at: clock.now(),
    service: access.action.slice(0, access.action.indexOf(':')),
    region: typeof region === 'string' ? region : 'us-east-1',
  }
  if (principal.type === 'user' && principal.accessKeyId?.startsWith('AKIA')) {
    lastUses.record({ id: principal.accessKeyId, ...use })
  }
  if (principal.type === 'assumed-role') lastUses.record({ id: entityIdOf(principal), ...use })
}
