import { findPolicyDocument } from '../managed-policies/find.ts'
import type { NamedPolicy } from '../policy/evaluate.ts'
import type { PolicyCache } from '../policy/policy-cache.ts'
import type { Entity, NoDetails, Role, User } from '../rules/entities.ts'
import type { IamState } from '../state/state.ts'

/** A user or role, with all that its own policies say, compiled. */
export interface Subject<E extends Entity = User | Role> {
  entity: E
  identity: NamedPolicy[]
  boundary?: NamedPolicy
}

/** What takes the place of a document that cannot be found or read: nobody gains by losing a policy. */
const DENY_ALL = '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}'

export async function loadSubject<E extends Entity>(
  state: IamState,
  cache: PolicyCache,
  entity: E,
): Promise<Subject<E>> {
  const groups = entity.kind === 'user' ? await groupsOf(state, entity.id) : []
  const identity: NamedPolicy[] = []
  for (const holder of [entity, ...groups]) identity.push(...(await policiesOf(state, cache, holder)))
  const boundary = entity.boundary === undefined ? undefined : await managed(state, cache, entity.boundary)
  return { entity, identity, boundary }
}

/** The groups that a user is in. */
export async function groupsOf(state: IamState, userId: string): Promise<Entity<NoDetails>[]> {
  return state.groups.findAllById(await state.memberships.containersOf(userId))
}

/** The policies attached to one user, group or role, and its own. */
async function policiesOf(state: IamState, cache: PolicyCache, holder: Entity): Promise<NamedPolicy[]> {
  const inline = await state.inlinePolicies.of(holder.id)
  const policies = inline.map(({ name, document }) => named(cache, inlinePolicyName(holder, name), document))
  for (const arn of await state.attachments.of(holder.id)) policies.push(await managed(state, cache, arn))
  return policies
}

/** How the audit log names an inline policy: `role/deploy:ReadBucket`. */
export function inlinePolicyName(holder: Pick<Entity, 'kind' | 'name'>, policyName: string): string {
  return `${holder.kind}/${holder.name}:${policyName}`
}

/** A managed policy, by ARN. */
export async function managed(state: IamState, cache: PolicyCache, arn: string): Promise<NamedPolicy> {
  return named(cache, arn, (await findPolicyDocument(state, arn)) ?? DENY_ALL)
}

function named(cache: PolicyCache, name: string, document: string): NamedPolicy {
  const policy = cache.compile(document, 'identity') ?? cache.compile(DENY_ALL, 'identity')
  if (!policy) throw new Error('The policy that denies everything does not compile')
  return { name, policy }
}
