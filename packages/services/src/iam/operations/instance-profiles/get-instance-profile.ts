import type { GetInstanceProfileRequest, GetInstanceProfileResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { instanceProfileAnswer } from '../../answers/entities.ts'
import { existingInstanceProfile } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'

export const getInstanceProfile = operation<
  Given<GetInstanceProfileRequest, 'InstanceProfileName'>,
  GetInstanceProfileResponse,
  Room
>('GetInstanceProfile', {
  kind: 'read',
  access: (input, ctx) => onEntity(ctx, 'instance-profile', 'GetInstanceProfile', input.InstanceProfileName),
  async run(input, ctx) {
    const profile = await existingInstanceProfile(ctx, input.InstanceProfileName)
    return { InstanceProfile: await instanceProfileAnswer(ctx, profile) }
  },
})
