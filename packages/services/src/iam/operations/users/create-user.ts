import type { CreateUserRequest, CreateUserResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { creating } from '../../access.ts'
import { userAnswer } from '../../answers/entities.ts'
import { entityAlreadyExists } from '../../errors.ts'
import { checkQuota, creationOf, newEntity } from '../../new-entity.ts'
import type { Given, Room } from '../../room.ts'

export const createUser = operation<Given<CreateUserRequest, 'UserName'>, CreateUserResponse, Room>('CreateUser', {
  kind: 'write',
  access: (input, ctx) => creating(ctx, 'user', 'CreateUser', creationOf(input, input.UserName)),
  async run(input, ctx) {
    const user = await newEntity(ctx, 'user', creationOf(input, input.UserName), {})
    if (!(await ctx.users.create(user))) throw entityAlreadyExists(`User with name ${user.name} already exists.`)
    await checkQuota(ctx.users, 'UsersPerAccount')
    return { User: userAnswer(user) }
  },
})
