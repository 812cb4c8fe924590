import type { CreateLoginProfileRequest, CreateLoginProfileResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onUserOrCaller } from '../../access.ts'
import { entityAlreadyExists, validationError } from '../../errors.ts'
import { checkPassword, loginProfileAnswer } from '../../login-profile.ts'
import { existingUser, userNameOrCaller } from '../../lookup.ts'
import type { Room } from '../../room.ts'
import { hashPassword } from '../../rules/password.ts'

export const createLoginProfile = operation<CreateLoginProfileRequest, CreateLoginProfileResponse, Room>(
  'CreateLoginProfile',
  {
    kind: 'write',
    access: (input, ctx) => onUserOrCaller(ctx, 'CreateLoginProfile', input.UserName),
    async run(input, ctx) {
      const user = await existingUser(ctx, userNameOrCaller(ctx, input.UserName))
      if (await ctx.loginProfiles.find(user.id)) {
        throw entityAlreadyExists(`Login Profile for user ${user.name} already exists.`)
      }
      if (input.Password === undefined) throw validationError('Must specify a password')
      checkPassword(input.Password)
      const profile = {
        userId: user.id,
        passwordHash: await hashPassword(input.Password),
        resetRequired: input.PasswordResetRequired ?? false,
        createdAt: ctx.clock.now(),
      }
      await ctx.loginProfiles.put(profile)
      return { LoginProfile: loginProfileAnswer(profile, user) }
    },
  },
)
