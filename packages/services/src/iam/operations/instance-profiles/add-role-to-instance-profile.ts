import type { AddRoleToInstanceProfileRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { quotaExceeded } from '../../errors.ts'
import { existingInstanceProfile, existingRole } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'

/** The role of an instance profile reaches every instance that has the profile, so handing it in is passing it on. */
export const addRoleToInstanceProfile = operation<
  Given<AddRoleToInstanceProfileRequest, 'InstanceProfileName' | 'RoleName'>,
  void,
  Room
>('AddRoleToInstanceProfile', {
  kind: 'write',
  async access(input, ctx) {
    const profile = await onEntity(ctx, 'instance-profile', 'AddRoleToInstanceProfile', input.InstanceProfileName)
    const passing = { 'iam:PassedToService': 'ec2.amazonaws.com' }
    return [...profile, ...(await onEntity(ctx, 'role', 'PassRole', input.RoleName, passing))]
  },
  async run(input, ctx) {
    const profile = await existingInstanceProfile(ctx, input.InstanceProfileName)
    const role = await existingRole(ctx, input.RoleName)
    if ((await ctx.memberships.membersOf(profile.id)).length > 0) {
      throw quotaExceeded('InstanceSessionsPerInstanceProfile', 1)
    }
    await ctx.memberships.add(profile.id, role.id, ctx.clock.now())
  },
})
