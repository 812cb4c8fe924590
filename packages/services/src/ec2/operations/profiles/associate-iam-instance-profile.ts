import type { AssociateIamInstanceProfileRequest, AssociateIamInstanceProfileResult } from '@aws-sdk/client-ec2'
import { operation } from '@towpath/wire'
import { onInstance } from '../../access.ts'
import { associationAnswer } from '../../answers/association.ts'
import { associationExists, incorrectInstanceState } from '../../errors.ts'
import { instanceOf, profileToPass } from '../../lookup.ts'
import type { Room } from '../../room.ts'
import { newId } from '../../rules/ids.ts'

/** Takes effect at once: the instance's next request for credentials is answered with the new role's. */
export const associateIamInstanceProfile = operation<
  AssociateIamInstanceProfileRequest,
  AssociateIamInstanceProfileResult,
  Room
>('AssociateIamInstanceProfile', {
  kind: 'write',
  access: async (input, ctx) => [await onInstance('AssociateIamInstanceProfile', ctx, input.InstanceId)],
  async run(input, ctx) {
    const { id: instanceId, state } = await instanceOf(ctx, input.InstanceId)
    if (state === 'shutting-down' || state === 'terminated') {
      throw incorrectInstanceState(instanceId, 'associated with an instance profile')
    }
    if (await ctx.associations.ofInstance(instanceId)) throw associationExists(instanceId)
    const profile = await profileToPass(ctx, input.IamInstanceProfile)
    const id = newId(ctx.ids, 'iip-assoc')
    const association = { id, instanceId, profileArn: profile.arn, profileId: profile.id, createdAt: ctx.clock.now() }
    await ctx.associations.create(association)
    return { IamInstanceProfileAssociation: associationAnswer(association, 'associating') }
  },
})
