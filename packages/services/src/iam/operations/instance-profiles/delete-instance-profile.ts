import type { DeleteInstanceProfileRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { mustDeleteFirst } from '../../errors.ts'
import { existingInstanceProfile } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'

export const deleteInstanceProfile = operation<Given<DeleteInstanceProfileRequest, 'InstanceProfileName'>, void, Room>(
  'DeleteInstanceProfile',
  {
    kind: 'write',
    access: (input, ctx) => onEntity(ctx, 'instance-profile', 'DeleteInstanceProfile', input.InstanceProfileName),
    async run(input, ctx) {
      const profile = await existingInstanceProfile(ctx, input.InstanceProfileName)
      if ((await ctx.memberships.membersOf(profile.id)).length > 0) {
        throw mustDeleteFirst('remove roles from instance profile')
      }
      await ctx.instanceProfiles.delete(profile.id)
    },
  },
)
