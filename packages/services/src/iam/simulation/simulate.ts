import type {
  ContextEntry as SdkContextEntry,
  EvaluationResult as SdkEvaluationResult,
  PermissionsBoundaryDecisionDetail as SdkPermissionsBoundaryDecisionDetail,
  SimulatePolicyResponse,
} from '@aws-sdk/client-iam'
import { invalidInput } from '../errors.ts'
import { paged } from '../paging.ts'
import type { Caller } from '../policy/caller.ts'
import { evaluate, type NamedPolicy, type PolicySet, type Question } from '../policy/evaluate.ts'
import { explain } from '../policy/explain.ts'
import { requestValues } from '../policy/values.ts'
import type { Ctx } from '../room.ts'
import { arnOf, type Entity } from '../rules/entities.ts'
import { checkSimulatedPolicy } from '../rules/policy-documents.ts'
import { tagValues } from '../rules/principals.ts'
import type { SimulatedPolicy } from './source.ts'

interface Wanted {
  ActionNames: string[]
  ResourceArns?: string[]
  ResourcePolicy?: string
  ContextEntries?: SdkContextEntry[]
  Marker?: string
  MaxItems?: number
}

interface Parts {
  caller?: Entity
  policies: SimulatedPolicy[]
  boundaries: SimulatedPolicy[]
}

/** Decides every action on every resource, as the same policies would decide a real request with those values. */
export function simulate(ctx: Ctx, input: Wanted, parts: Parts): SimulatePolicyResponse {
  const types = new Map([...parts.policies, ...parts.boundaries].map(({ id, type }) => [id, type]))
  const resource = resourcePolicy(ctx, input.ResourcePolicy)
  const policies: PolicySet = {
    identity: parts.policies.map((policy) => compiled(ctx, policy)),
    boundary: combined(parts.boundaries.map((policy) => compiled(ctx, policy))),
    resource,
  }
  const everything = [
    ...policies.identity,
    ...(policies.boundary ? [policies.boundary] : []),
    ...(resource ? [resource] : []),
  ]
  const results = pairs(input.ActionNames, input.ResourceArns ?? ['*']).map(([action, arn]): SdkEvaluationResult => {
    const question = {
      caller: simulatedCaller(parts.caller),
      action,
      resource: arn,
      values: valuesOf(input, parts.caller),
    }
    const decision = evaluate(question, policies)
    const { matched, missingKeys } = explain(question, everything)
    return {
      EvalActionName: action,
      EvalResourceName: arn,
      EvalDecision: DECISIONS[decision.reason],
      MatchedStatements: matched.map((id) => ({ SourcePolicyId: id, SourcePolicyType: types.get(id) ?? 'resource' })),
      MissingContextValues: missingKeys,
      ...(policies.boundary ? { PermissionsBoundaryDecisionDetail: boundaryDetail(question, policies.boundary) } : {}),
    }
  })
  const { items, ...rest } = paged(
    results.map((result, index) => ({ result, index })),
    placeOf,
    input,
  )
  return { EvaluationResults: items.map(({ result }) => result), ...rest }
}

const DECISIONS = {
  allowed: 'allowed',
  'explicit-deny': 'explicitDeny',
  'implicit-deny': 'implicitDeny',
} as const

const placeOf = ({ index }: { index: number }) => String(index).padStart(9, '0')

function pairs(actions: readonly string[], resources: readonly string[]): [string, string][] {
  return actions.flatMap((action) => resources.map((resource): [string, string] => [action, resource]))
}

function simulatedCaller(entity: Entity | undefined): Caller {
  if (!entity) return { type: 'user', account: '', arn: '' }
  const { account, id } = entity
  if (entity.kind !== 'role') return { type: 'user', account, arn: arnOf(entity), uniqueId: id }
  return { type: 'role-session', account, arn: '', uniqueId: id, roleArn: arnOf(entity) }
}

/** Values of the request; of the caller's own, only what is certain of the entity. */
function valuesOf(input: Wanted, caller: Entity | undefined): Question['values'] {
  const given = Object.fromEntries(
    (input.ContextEntries ?? []).map((entry) => [entry.ContextKeyName ?? '', entry.ContextKeyValues ?? []]),
  )
  const own: Record<string, string> =
    caller?.kind === 'user' ? { 'aws:username': caller.name, 'aws:userid': caller.id } : {}
  if (caller) own['aws:PrincipalArn'] = arnOf(caller)
  return requestValues(own, tagValues('aws:PrincipalTag/', caller?.tags ?? []), given)
}

function boundaryDetail(question: Question, boundary: NamedPolicy): SdkPermissionsBoundaryDecisionDetail {
  return { AllowedByPermissionsBoundary: evaluate(question, { identity: [boundary] }).allowed }
}

function resourcePolicy(ctx: Ctx, document: string | undefined): NamedPolicy | undefined {
  if (document === undefined) return undefined
  checkSimulatedPolicy(document, 'resource')
  const policy = ctx.directory.policies.compile(document, 'resource')
  return policy && { name: 'ResourcePolicy', policy }
}

/** Several boundaries allow together what one of them allows. */
function combined(policies: readonly NamedPolicy[]): NamedPolicy | undefined {
  const [first] = policies
  return first && { name: first.name, policy: { statements: policies.flatMap(({ policy }) => policy.statements) } }
}

function compiled(ctx: Ctx, { id, document }: SimulatedPolicy): NamedPolicy {
  const policy = ctx.directory.policies.compile(document, 'identity')
  if (!policy) throw invalidInput(`Invalid policy document: ${id}`)
  return { name: id, policy }
}
