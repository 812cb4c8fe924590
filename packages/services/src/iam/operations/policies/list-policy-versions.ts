import type { ListPolicyVersionsRequest, ListPolicyVersionsResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onPolicy } from '../../access.ts'
import { versionAnswer, versionsOf } from '../../answers/policies.ts'
import { existingPolicy } from '../../lookup.ts'
import { paged } from '../../paging.ts'
import type { Given, Room } from '../../room.ts'

export const listPolicyVersions = operation<
  Given<ListPolicyVersionsRequest, 'PolicyArn'>,
  ListPolicyVersionsResponse,
  Room
>('ListPolicyVersions', {
  kind: 'read',
  access: (input, ctx) => onPolicy(ctx, 'ListPolicyVersions', input.PolicyArn),
  async run(input, ctx) {
    const policy = await existingPolicy(ctx, input.PolicyArn)
    // Newest first; the key counts down, as pages follow keys that grow.
    const keyOf = ({ version }: { version: number }) => String(Number.MAX_SAFE_INTEGER - version)
    const { items, ...rest } = paged(await versionsOf(ctx, policy), keyOf, input)
    return { Versions: items.map((version) => versionAnswer(policy, version, 'brief')), ...rest }
  },
})
