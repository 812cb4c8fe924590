import type { DeleteUserRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { mustDeleteFirst } from '../../errors.ts'
import { existingUser } from '../../lookup.ts'
import { checkNoPolicies } from '../../new-entity.ts'
import type { Given, Room } from '../../room.ts'

export const deleteUser = operation<Given<DeleteUserRequest, 'UserName'>, void, Room>('DeleteUser', {
  kind: 'write',
  access: (input, ctx) => onEntity(ctx, 'user', 'DeleteUser', input.UserName),
  async run(input, ctx) {
    const user = await existingUser(ctx, input.UserName)
    if ((await ctx.memberships.containersOf(user.id)).length > 0) throw mustDeleteFirst('remove users from group')
    await checkNoPolicies(ctx, user)
    if ((await ctx.accessKeys.of(user.id)).length > 0) throw mustDeleteFirst('delete access keys')
    if (await ctx.loginProfiles.find(user.id)) throw mustDeleteFirst('delete login profile')
    if ((await ctx.serviceCredentials.of(user.id)).length > 0) {
      throw mustDeleteFirst('delete service specific credentials')
    }
    await ctx.users.delete(user.id)
  },
})
