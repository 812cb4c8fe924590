import type { UpdateLoginProfileRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { checkPassword, existingLoginProfile } from '../../login-profile.ts'
import { existingUser } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'
import { hashPassword } from '../../rules/password.ts'

export const updateLoginProfile = operation<Given<UpdateLoginProfileRequest, 'UserName'>, void, Room>(
  'UpdateLoginProfile',
  {
    kind: 'write',
    access: (input, ctx) => onEntity(ctx, 'user', 'UpdateLoginProfile', input.UserName),
    async run(input, ctx) {
      const user = await existingUser(ctx, input.UserName)
      const profile = await existingLoginProfile(ctx, user)
      if (input.Password !== undefined) checkPassword(input.Password)
      await ctx.loginProfiles.put({
        ...profile,
        passwordHash: input.Password === undefined ? profile.passwordHash : await hashPassword(input.Password),
        resetRequired: input.PasswordResetRequired ?? profile.resetRequired,
      })
    },
  },
)
