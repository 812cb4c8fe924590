import type { CreateGroupRequest, CreateGroupResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { creating } from '../../access.ts'
import { groupAnswer } from '../../answers/entities.ts'
import { entityAlreadyExists } from '../../errors.ts'
import { checkQuota, creationOf, newEntity } from '../../new-entity.ts'
import type { Given, Room } from '../../room.ts'

export const createGroup = operation<Given<CreateGroupRequest, 'GroupName'>, CreateGroupResponse, Room>('CreateGroup', {
  kind: 'write',
  access: (input, ctx) => creating(ctx, 'group', 'CreateGroup', creationOf(input, input.GroupName)),
  async run(input, ctx) {
    const group = await newEntity(ctx, 'group', creationOf(input, input.GroupName), {})
    if (!(await ctx.groups.create(group))) throw entityAlreadyExists(`Group with name ${group.name} already exists.`)
    await checkQuota(ctx.groups, 'GroupsPerAccount')
    return { Group: groupAnswer(group) }
  },
})
