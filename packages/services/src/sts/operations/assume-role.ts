import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts'
import { operation, type Principal } from '@towpath/wire'
import { credentialsAnswer } from '../credentials-answer.ts'
import { accessDenied, malformedPolicyDocument, packedPolicyTooLarge, validationError } from '../errors.ts'
import type { AssumableRole, NewSession } from '../ports/identities.ts'
import type { Ctx, Room } from '../room.ts'
import { assumeRoleAccess } from '../rules/assume-role-access.ts'
import { roleSessionSeconds } from '../rules/durations.ts'
import { sessionTags } from '../rules/session-tags.ts'

/** Nothing is kept of the new session: all of it is in its token. */
export const assumeRole = operation<AssumeRoleRequest, AssumeRoleResponse, Room>('AssumeRole', {
  kind: 'read',
  access: async (input, ctx) => assumeRoleAccess(input, await ctx.identities.findRole(input.RoleArn ?? '')),
  async run(input, ctx) {
    const role = await ctx.identities.findRole(input.RoleArn ?? '')
    // Gone since access was decided.
    if (!role) throw accessDenied(`Role ${input.RoleArn} cannot be assumed`)
    if (ctx.principal.type === 'root') throw accessDenied('Roles may not be assumed by root accounts.')
    const claims = { principal: sessionPrincipal(role, input), session: await newSession(ctx, role, input) }
    const packed = ctx.identities.packedPolicySize(claims.session)
    if (packed > 100) throw packedPolicyTooLarge(packed)
    return {
      Credentials: credentialsAnswer(ctx.identities.issue(claims)),
      AssumedRoleUser: { AssumedRoleId: claims.principal.userId, Arn: claims.principal.arn },
      PackedPolicySize: packed > 0 ? packed : undefined,
      SourceIdentity: claims.session.sourceIdentity,
    }
  },
})

function sessionPrincipal(role: AssumableRole, { RoleSessionName: name }: AssumeRoleRequest): NewSession['principal'] {
  return {
    type: 'assumed-role',
    account: role.account,
    arn: `arn:aws:sts::${role.account}:assumed-role/${role.name}/${name}`,
    userId: `${role.id}:${name}`,
    name: role.name,
  }
}

async function newSession(ctx: Ctx, role: AssumableRole, input: AssumeRoleRequest): Promise<NewSession['session']> {
  const { session: caller, type } = ctx.principal
  const chained = type === 'assumed-role'
  const seconds = roleSessionSeconds(input.DurationSeconds, { ...role, chained })
  const now = ctx.clock.now()
  return {
    name: input.RoleSessionName ?? '',
    policies: sessionPolicy(ctx, input.Policy),
    policyArns: await sessionPolicyArns(ctx, role, input),
    ...sessionTags(input.Tags, input.TransitiveTagKeys, caller),
    issuedAt: now,
    expiresAt: now + seconds * 1000,
    sourceIdentity: sourceIdentity(input.SourceIdentity, caller),
  }
}

function sessionPolicy(ctx: Ctx, document: string | undefined): string[] {
  if (document === undefined) return []
  const problem = ctx.identities.problemOfSessionPolicy(document)
  if (problem !== undefined) throw malformedPolicyDocument(problem)
  return [document]
}

async function sessionPolicyArns(ctx: Ctx, role: AssumableRole, input: AssumeRoleRequest): Promise<string[]> {
  const arns = (input.PolicyArns ?? []).map((entry) => entry.arn ?? '')
  for (const arn of arns) {
    if (!(await ctx.identities.hasManagedPolicy(role.account, arn))) {
      throw malformedPolicyDocument(`Policy ${arn} does not exist.`)
    }
  }
  return arns
}

/** Once set, it stays through every further role (documented). */
function sourceIdentity(asked: string | undefined, caller: Principal['session']): string | undefined {
  const before = caller?.sourceIdentity
  if (before !== undefined && asked !== undefined && asked !== before) {
    throw validationError('The SourceIdentity value of the calling session cannot be changed.')
  }
  return before ?? asked
}
