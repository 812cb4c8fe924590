import type { CreateAccessKeyRequest, CreateAccessKeyResponse } from '@aws-sdk/client-iam'
import { BASE32 } from '@towpath/base'
import { operation } from '@towpath/wire'
import { onUserOrCaller } from '../../access.ts'
import { dateAnswer } from '../../answers/date.ts'
import { quotaExceeded } from '../../errors.ts'
import { existingUser, userNameOrCaller } from '../../lookup.ts'
import type { Room } from '../../room.ts'
import { QUOTAS } from '../../rules/quotas.ts'
import { newSecretAccessKey } from '../../sessions/session-token.ts'

export const createAccessKey = operation<CreateAccessKeyRequest, CreateAccessKeyResponse, Room>('CreateAccessKey', {
  kind: 'write',
  access: (input, ctx) => onUserOrCaller(ctx, 'CreateAccessKey', input.UserName),
  async run(input, ctx) {
    const user = await existingUser(ctx, userNameOrCaller(ctx, input.UserName))
    if ((await ctx.accessKeys.of(user.id)).length >= QUOTAS.AccessKeysPerUser) {
      throw quotaExceeded('AccessKeysPerUser', QUOTAS.AccessKeysPerUser)
    }
    const id = `AKIA${ctx.ids.random(16, BASE32)}`
    const secret = newSecretAccessKey(ctx.ids)
    const createdAt = ctx.clock.now()
    await ctx.accessKeys.create({ id, account: ctx.account, userId: user.id, status: 'Active', createdAt }, secret)
    return {
      AccessKey: {
        UserName: user.name,
        AccessKeyId: id,
        Status: 'Active',
        SecretAccessKey: secret,
        CreateDate: dateAnswer(createdAt),
      },
    }
  },
})
