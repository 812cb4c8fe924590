import type { RemoveRoleFromInstanceProfileRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { noSuchEntity } from '../../errors.ts'
import { existingInstanceProfile, existingRole } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'

export const removeRoleFromInstanceProfile = operation<
  Given<RemoveRoleFromInstanceProfileRequest, 'InstanceProfileName' | 'RoleName'>,
  void,
  Room
>('RemoveRoleFromInstanceProfile', {
  kind: 'write',
  access: (input, ctx) => onEntity(ctx, 'instance-profile', 'RemoveRoleFromInstanceProfile', input.InstanceProfileName),
  async run(input, ctx) {
    const profile = await existingInstanceProfile(ctx, input.InstanceProfileName)
    const role = await existingRole(ctx, input.RoleName)
    if (!(await ctx.memberships.remove(profile.id, role.id))) {
      throw noSuchEntity(`The role with name ${role.name} is not in instance profile ${profile.name}.`)
    }
  },
})
