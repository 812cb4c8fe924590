import type { UpdateGroupRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { moving } from '../../access.ts'
import { entityAlreadyExists } from '../../errors.ts'
import { existingGroup } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'

export const updateGroup = operation<Given<UpdateGroupRequest, 'GroupName'>, void, Room>('UpdateGroup', {
  kind: 'write',
  access: (input, ctx) =>
    moving(ctx, 'group', 'UpdateGroup', { name: input.GroupName, newName: input.NewGroupName, newPath: input.NewPath }),
  async run(input, ctx) {
    const group = await existingGroup(ctx, input.GroupName)
    const name = input.NewGroupName ?? group.name
    if (await ctx.groups.isTaken(name, group.id)) throw entityAlreadyExists(`Group with name ${name} already exists.`)
    await ctx.groups.move(group.id, name, input.NewPath ?? group.path)
  },
})
