import type { CreatePolicyRequest, CreatePolicyResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { creating } from '../../access.ts'
import { policyAnswer, policyUsage } from '../../answers/policies.ts'
import { entityAlreadyExists } from '../../errors.ts'
import { checkQuota, creationOf, newEntity } from '../../new-entity.ts'
import type { Given, Room } from '../../room.ts'
import { checkManagedPolicy } from '../../rules/policy-documents.ts'

export const createPolicy = operation<
  Given<CreatePolicyRequest, 'PolicyName' | 'PolicyDocument'>,
  CreatePolicyResponse,
  Room
>('CreatePolicy', {
  kind: 'write',
  access: (input, ctx) => creating(ctx, 'policy', 'CreatePolicy', creationOf(input, input.PolicyName)),
  async run(input, ctx) {
    checkManagedPolicy(input.PolicyDocument)
    const now = ctx.clock.now()
    const details = { description: input.Description, defaultVersion: 1, lastVersion: 1, updatedAt: now }
    const policy = await newEntity(ctx, 'policy', creationOf(input, input.PolicyName), details)
    if (!(await ctx.policies.create(policy))) {
      throw entityAlreadyExists(`A policy called ${policy.name} already exists. Duplicate names are not allowed.`)
    }
    await checkQuota(ctx.policies, 'PoliciesPerAccount')
    await ctx.policyVersions.add(policy.id, { version: 1, document: input.PolicyDocument, createdAt: now })
    return { Policy: policyAnswer(policy, await policyUsage(ctx)) }
  },
})
