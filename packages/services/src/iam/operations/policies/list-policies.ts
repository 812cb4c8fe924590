import type { ListPoliciesRequest, ListPoliciesResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onAccount } from '../../access.ts'
import { type PolicyUsage, policyAnswer, policyUsage } from '../../answers/policies.ts'
import { awsManagedPolicies } from '../../managed-policies/index.ts'
import { paged } from '../../paging.ts'
import type { Room } from '../../room.ts'
import { arnOf, type ManagedPolicy } from '../../rules/entities.ts'

export const listPolicies = operation<ListPoliciesRequest, ListPoliciesResponse, Room>('ListPolicies', {
  kind: 'read',
  access: () => onAccount('ListPolicies'),
  async run(input, ctx) {
    const usage = await policyUsage(ctx)
    const own = input.Scope === 'AWS' ? [] : await ctx.policies.list()
    const aws = input.Scope === 'Local' ? [] : awsManagedPolicies().map((entry) => entry.policy)
    const found = [...own, ...aws].filter((policy) => isWanted(policy, input, usage))
    // Names may be the same in the account and at AWS; ARNs never are.
    const { items, ...rest } = paged(
      found.sort((a, b) => (arnOf(a) < arnOf(b) ? -1 : 1)),
      arnOf,
      input,
    )
    return { Policies: items.map((policy) => policyAnswer(policy, usage, 'brief')), ...rest }
  },
})

function isWanted(policy: ManagedPolicy, input: ListPoliciesRequest, usage: PolicyUsage): boolean {
  const uses = input.PolicyUsageFilter === 'PermissionsBoundary' ? usage.boundaries : usage.attachments
  const isUsed = uses.has(arnOf(policy))
  if ((input.OnlyAttached || input.PolicyUsageFilter === 'PermissionsBoundary') && !isUsed) return false
  return policy.path.startsWith(input.PathPrefix ?? '/')
}
