import type { ListInstanceProfilesRequest, ListInstanceProfilesResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { listing } from '../../access.ts'
import { instanceProfileAnswer } from '../../answers/entities.ts'
import { nameOf, paged } from '../../paging.ts'
import type { Room } from '../../room.ts'

export const listInstanceProfiles = operation<ListInstanceProfilesRequest, ListInstanceProfilesResponse, Room>(
  'ListInstanceProfiles',
  {
    kind: 'read',
    access: (input, ctx) => listing(ctx, 'instance-profile', 'ListInstanceProfiles', input.PathPrefix),
    async run(input, ctx) {
      const { items, ...rest } = paged(await ctx.instanceProfiles.list(input.PathPrefix), nameOf, input)
      const profiles = await Promise.all(items.map((profile) => instanceProfileAnswer(ctx, profile, 'brief')))
      return { InstanceProfiles: profiles, ...rest }
    },
  },
)
