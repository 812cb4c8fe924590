import type { ListAccessKeysRequest, ListAccessKeysResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onUserOrCaller } from '../../access.ts'
import { dateAnswer } from '../../answers/date.ts'
import { existingUser, userNameOrCaller } from '../../lookup.ts'
import { paged } from '../../paging.ts'
import type { Room } from '../../room.ts'

export const listAccessKeys = operation<ListAccessKeysRequest, ListAccessKeysResponse, Room>('ListAccessKeys', {
  kind: 'read',
  access: (input, ctx) => onUserOrCaller(ctx, 'ListAccessKeys', input.UserName),
  async run(input, ctx) {
    const user = await existingUser(ctx, userNameOrCaller(ctx, input.UserName))
    const keys = (await ctx.accessKeys.of(user.id)).sort((a, b) => (a.id < b.id ? -1 : 1))
    const { items, ...rest } = paged(keys, ({ id }) => id, input)
    const answers = items.map(({ id, status, createdAt }) => ({
      UserName: user.name,
      AccessKeyId: id,
      Status: status,
      CreateDate: dateAnswer(createdAt),
    }))
    return { AccessKeyMetadata: answers, ...rest }
  },
})
