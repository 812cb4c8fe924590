import type { DeleteLoginProfileRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onUserOrCaller } from '../../access.ts'
import { existingLoginProfile } from '../../login-profile.ts'
import { existingUser, userNameOrCaller } from '../../lookup.ts'
import type { Room } from '../../room.ts'

export const deleteLoginProfile = operation<DeleteLoginProfileRequest, void, Room>('DeleteLoginProfile', {
  kind: 'write',
  access: (input, ctx) => onUserOrCaller(ctx, 'DeleteLoginProfile', input.UserName),
  async run(input, ctx) {
    const user = await existingUser(ctx, userNameOrCaller(ctx, input.UserName))
    await existingLoginProfile(ctx, user)
    await ctx.loginProfiles.delete(user.id)
  },
})
