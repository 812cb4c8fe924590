import type { GetUserRequest, GetUserResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onUserOrCaller } from '../../access.ts'
import { dateAnswer } from '../../answers/date.ts'
import { userAnswer } from '../../answers/entities.ts'
import { existingUser, userNameOrCaller } from '../../lookup.ts'
import type { Room } from '../../room.ts'
import { rootArn } from '../../rules/principals.ts'

export const getUser = operation<GetUserRequest, GetUserResponse, Room>('GetUser', {
  kind: 'read',
  access: (input, ctx) => onUserOrCaller(ctx, 'GetUser', input.UserName),
  async run(input, ctx) {
    if (input.UserName === undefined && ctx.principal.type === 'root') return { User: rootAnswer(ctx.account) }
    return { User: userAnswer(await existingUser(ctx, userNameOrCaller(ctx, input.UserName))) }
  },
})

/** IAM shows root as a user without a name (observed; SDKs take it). */
function rootAnswer(account: string): GetUserResponse['User'] {
  return { UserId: account, Arn: rootArn(account), CreateDate: dateAnswer(0), Path: undefined, UserName: undefined }
}
