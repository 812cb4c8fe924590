import type { CreateInstanceProfileRequest, CreateInstanceProfileResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { creating } from '../../access.ts'
import { instanceProfileAnswer } from '../../answers/entities.ts'
import { entityAlreadyExists } from '../../errors.ts'
import { checkQuota, creationOf, newEntity } from '../../new-entity.ts'
import type { Given, Room } from '../../room.ts'

export const createInstanceProfile = operation<
  Given<CreateInstanceProfileRequest, 'InstanceProfileName'>,
  CreateInstanceProfileResponse,
  Room
>('CreateInstanceProfile', {
  kind: 'write',
  access: (input, ctx) =>
    creating(ctx, 'instance-profile', 'CreateInstanceProfile', creationOf(input, input.InstanceProfileName)),
  async run(input, ctx) {
    const profile = await newEntity(ctx, 'instance-profile', creationOf(input, input.InstanceProfileName), {})
    if (!(await ctx.instanceProfiles.create(profile))) {
      throw entityAlreadyExists(`Instance Profile ${profile.name} already exists.`)
    }
    await checkQuota(ctx.instanceProfiles, 'InstanceProfilesPerAccount')
    return { InstanceProfile: await instanceProfileAnswer(ctx, profile) }
  },
})
