import type { Database } from '@towpath/storage'
import type { Access, Principal } from '@towpath/wire'
import type { IamDeps } from './deps.ts'
import { evaluate } from './policy/evaluate.ts'
import { requestValues } from './policy/values.ts'
import { arnOf, parseIamArn, type Role } from './rules/entities.ts'
import { isoSeconds, rolePrincipal } from './rules/principals.ts'
import { issueSession, type TemporaryCredentials } from './sessions/session-token.ts'
import { iamState } from './state/state.ts'

/** A service of this control plane that wants to act with a role that was handed to it. */
export interface ServiceAssuming {
  roleArn: string
  /** `codedeploy.amazonaws.com`. A trust in `codedeploy.REGION.amazonaws.com` will do as well. */
  service: string
  region: string
  /** Milliseconds since the epoch. */
  now: number
  /** What it acts for, as trust policies may ask: `aws:SourceArn`. */
  sourceArn?: string
  /** Reads the role there instead of from memory: the caller's transaction may just have made it. */
  db?: Database
}

export interface RoleRefusal {
  /** `missing`: there is no such role. `trust`: its trust policy does not let the service in. */
  refused: 'missing' | 'trust'
  message: string
}

type Deps = Pick<IamDeps, 'directory' | 'sealing'>

/** How long a session lasts that the control plane itself acts in. It is made anew for each piece of work. */
const OWN_SESSION_MS = 60 * 60 * 1000

/** Lets a service act with a role, if the role trusts it: a principal for calls made inside the control plane. */
export function assumeServiceRole(deps: Deps) {
  return async (asked: ServiceAssuming & { sessionName: string }): Promise<{ principal: Principal } | RoleRefusal> => {
    const role = await trustingRole(deps, asked)
    if ('refused' in role) return role
    return { principal: sessionOf(role, asked.sessionName, asked.now, OWN_SESSION_MS) }
  }
}

/** The same with credentials, for programs that call from outside: builds, instances. */
export function sessionCredentials(deps: Deps & Pick<IamDeps, 'ids'>) {
  return async (
    asked: ServiceAssuming & { sessionName: string; durationSeconds: number; policies?: string[] },
  ): Promise<(TemporaryCredentials & { principal: Principal; roleName: string }) | RoleRefusal> => {
    const role = await trustingRole(deps, asked)
    if ('refused' in role) return role
    const { session, ...principal } = sessionOf(role, asked.sessionName, asked.now, asked.durationSeconds * 1000)
    const claims = { ...session, policies: asked.policies ?? [] }
    const credentials = issueSession(deps, { principal, session: { ...claims, policyArns: [] } })
    return { ...credentials, roleName: role.name, principal: { ...principal, session: claims } }
  }
}

/** Whether a service could act with a role now. */
export function serviceRoleTrust(deps: Deps) {
  return async (asked: ServiceAssuming): Promise<'yes' | RoleRefusal['refused']> => {
    const role = await trustingRole(deps, asked)
    return 'refused' in role ? role.refused : 'yes'
  }
}

/** What a caller must be allowed who hands a role to a service. */
export function passRole({ roleArn, service }: { roleArn: string; service: string }): Access {
  return { action: 'iam:PassRole', resource: roleArn, conditions: { 'iam:PassedToService': service } }
}

function sessionOf(role: Role, name: string, now: number, forMs: number) {
  const session = { name, policies: [], tags: {}, issuedAt: now, expiresAt: now + forMs }
  return { ...rolePrincipal(role, name), session }
}

async function trustingRole(deps: Deps, asked: ServiceAssuming): Promise<Role | RoleRefusal> {
  const role = await findRole(deps, asked)
  if (!role) return { refused: 'missing', message: `Role ${asked.roleArn} does not exist` }
  const policy = deps.directory.policies.compile(role.details.trustPolicy, 'trust')
  const [name = '', ...domain] = asked.service.split('.')
  const services = [asked.service, [name, asked.region, ...domain].join('.')]
  const decision = evaluate(
    {
      caller: { type: 'service', account: '', arn: '', services },
      action: 'sts:AssumeRole',
      resource: asked.roleArn,
      values: requestValues(trustValues(role, asked)),
    },
    {
      identity: [],
      resource: policy && { name: `trust policy of ${asked.roleArn}`, policy },
      resourceMustAllow: true,
    },
  )
  if (decision.allowed) return role
  return { refused: 'trust', message: `The trust policy of ${asked.roleArn} does not let ${asked.service} assume it` }
}

function trustValues(role: Role, { now, sourceArn }: ServiceAssuming): Record<string, string> {
  return {
    'aws:CurrentTime': isoSeconds(now),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:SecureTransport': 'true',
    'aws:PrincipalIsAWSService': 'true',
    'aws:SourceAccount': role.account,
    ...(sourceArn === undefined ? {} : { 'aws:SourceArn': sourceArn }),
  }
}

async function findRole({ directory, sealing }: Deps, { roleArn, db }: ServiceAssuming): Promise<Role | undefined> {
  const parsed = parseIamArn(roleArn)
  if (parsed?.kind !== 'role') return undefined
  const role = db
    ? await iamState(db, parsed.account, sealing).roles.find(parsed.name)
    : (await directory.role(parsed.account, parsed.name))?.entity
  return role && arnOf(role) === roleArn ? role : undefined
}
