import type { GetLoginProfileRequest, GetLoginProfileResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onUserOrCaller } from '../../access.ts'
import { existingLoginProfile, loginProfileAnswer } from '../../login-profile.ts'
import { existingUser, userNameOrCaller } from '../../lookup.ts'
import type { Room } from '../../room.ts'

export const getLoginProfile = operation<GetLoginProfileRequest, GetLoginProfileResponse, Room>('GetLoginProfile', {
  kind: 'read',
  access: (input, ctx) => onUserOrCaller(ctx, 'GetLoginProfile', input.UserName),
  async run(input, ctx) {
    const user = await existingUser(ctx, userNameOrCaller(ctx, input.UserName))
    return { LoginProfile: loginProfileAnswer(await existingLoginProfile(ctx, user), user) }
  },
})
