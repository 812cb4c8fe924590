import type {
  ReplaceIamInstanceProfileAssociationRequest,
  ReplaceIamInstanceProfileAssociationResult,
} from '@aws-sdk/client-ec2'
import { operation } from '@towpath/wire'
import { onInstance } from '../../access.ts'
import { associationAnswer } from '../../answers/association.ts'
import { associationNotFound } from '../../errors.ts'
import { profileToPass } from '../../lookup.ts'
import type { Room } from '../../room.ts'
import { newId } from '../../rules/ids.ts'

/** The association gets a new id (observed). */
export const replaceIamInstanceProfileAssociation = operation<
  ReplaceIamInstanceProfileAssociationRequest,
  ReplaceIamInstanceProfileAssociationResult,
  Room
>('ReplaceIamInstanceProfileAssociation', {
  kind: 'write',
  async access(input, ctx) {
    const association = await ctx.associations.find(input.AssociationId ?? '')
    return [await onInstance('ReplaceIamInstanceProfileAssociation', ctx, association?.instanceId ?? '*')]
  },
  async run(input, ctx) {
    const before = await ctx.associations.find(input.AssociationId ?? '')
    if (!before) throw associationNotFound(input.AssociationId ?? '')
    const profile = await profileToPass(ctx, input.IamInstanceProfile)
    const association = {
      id: newId(ctx.ids, 'iip-assoc'),
      instanceId: before.instanceId,
      profileArn: profile.arn,
      profileId: profile.id,
      createdAt: ctx.clock.now(),
    }
    await ctx.associations.delete(before.id)
    await ctx.associations.create(association)
    return { IamInstanceProfileAssociation: associationAnswer(association, 'associating') }
  },
})
