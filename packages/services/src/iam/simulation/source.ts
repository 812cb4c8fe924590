import type { PolicySourceType as SdkPolicySourceType } from '@aws-sdk/client-iam'
import { groupsOf } from '../directory/subject.ts'
import { invalidInput, noSuchEntity } from '../errors.ts'
import { existingHolder } from '../lookup.ts'
import { findPolicyDocument } from '../managed-policies/find.ts'
import { awsManagedPolicy } from '../managed-policies/index.ts'
import type { Ctx } from '../room.ts'
import { arnOf, type Entity, type EntityKind, parseIamArn } from '../rules/entities.ts'
import { checkSimulatedPolicy } from '../rules/policy-documents.ts'

/** A document that takes part in a simulation, and what IAM calls where it comes from. */
export interface SimulatedPolicy {
  id: string
  type: SdkPolicySourceType
  document: string
}

/** A user, group or role whose policies are simulated. */
export interface SimulatedSource {
  entity: Entity
  policies: SimulatedPolicy[]
  boundaries: SimulatedPolicy[]
}

/** The entity behind an ARN with all its policies, a user's groups' included. */
export async function simulatedSource(ctx: Ctx, arn: string): Promise<SimulatedSource> {
  const parsed = parseIamArn(arn)
  const kind = parsed?.kind
  if (!parsed || (kind !== 'user' && kind !== 'group' && kind !== 'role')) {
    throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`)
  }
  const entity = await existingHolder(ctx, kind, parsed.name)
  if (arnOf(entity) !== arn) throw noSuchEntity(`The ${kind} with ARN ${arn} cannot be found.`)
  const groups = kind === 'user' ? await groupsOf(ctx, entity.id) : []
  const lists = await Promise.all([entity, ...groups].map((holder) => policiesOf(ctx, holder)))
  const boundaries = entity.boundary === undefined ? [] : [await managedPolicy(ctx, entity.boundary)]
  return { entity, policies: lists.flat(), boundaries }
}

/** Documents of the request itself, named by place as IAM names them: `PolicyInputList.1`. */
export function givenPolicies(documents: readonly string[] | undefined, list: string): SimulatedPolicy[] {
  return (documents ?? []).map((document, index) => {
    checkSimulatedPolicy(document)
    return { id: `${list}.${index + 1}`, type: 'none', document }
  })
}

async function policiesOf(ctx: Ctx, holder: Entity): Promise<SimulatedPolicy[]> {
  const inline = await ctx.inlinePolicies.of(holder.id)
  const attached = await Promise.all((await ctx.attachments.of(holder.id)).map((arn) => managedPolicy(ctx, arn)))
  // IAM names an inline policy by its holder and itself.
  const own = inline.map(({ name, document }) => ({ id: `${holder.kind}_${holder.name}_${name}`, document }))
  return [...own.map((policy) => ({ ...policy, type: SOURCE_TYPE[holder.kind] })), ...attached]
}

async function managedPolicy(ctx: Ctx, arn: string): Promise<SimulatedPolicy> {
  const document = await findPolicyDocument(ctx, arn)
  if (document === undefined) throw noSuchEntity(`Policy ${arn} was not found.`)
  const type = awsManagedPolicy(arn) ? 'aws-managed' : 'user-managed'
  return { id: parseIamArn(arn)?.name ?? arn, type, document }
}

const SOURCE_TYPE: Record<EntityKind, SdkPolicySourceType> = {
  user: 'user',
  group: 'group',
  role: 'role',
  'instance-profile': 'none',
  policy: 'none',
}
