import type { DisassociateIamInstanceProfileRequest, DisassociateIamInstanceProfileResult } from '@aws-sdk/client-ec2'
import { operation } from '@towpath/wire'
import { onInstance } from '../../access.ts'
import { associationAnswer } from '../../answers/association.ts'
import { associationNotFound } from '../../errors.ts'
import type { Room } from '../../room.ts'

export const disassociateIamInstanceProfile = operation<
  DisassociateIamInstanceProfileRequest,
  DisassociateIamInstanceProfileResult,
  Room
>('DisassociateIamInstanceProfile', {
  kind: 'write',
  async access(input, ctx) {
    const association = await ctx.associations.find(input.AssociationId ?? '')
    return [await onInstance('DisassociateIamInstanceProfile', ctx, association?.instanceId ?? '*')]
  },
  async run(input, ctx) {
    const association = await ctx.associations.find(input.AssociationId ?? '')
    if (!association) throw associationNotFound(input.AssociationId ?? '')
    await ctx.associations.delete(association.id)
    return { IamInstanceProfileAssociation: associationAnswer(association, 'disassociating') }
  },
})
