import type { UpdateUserRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { moving } from '../../access.ts'
import { entityAlreadyExists } from '../../errors.ts'
import { existingUser } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'

export const updateUser = operation<Given<UpdateUserRequest, 'UserName'>, void, Room>('UpdateUser', {
  kind: 'write',
  access: (input, ctx) =>
    moving(ctx, 'user', 'UpdateUser', { name: input.UserName, newName: input.NewUserName, newPath: input.NewPath }),
  async run(input, ctx) {
    const user = await existingUser(ctx, input.UserName)
    const name = input.NewUserName ?? user.name
    if (await ctx.users.isTaken(name, user.id)) throw entityAlreadyExists(`User with name ${name} already exists.`)
    await ctx.users.move(user.id, name, input.NewPath ?? user.path)
  },
})
