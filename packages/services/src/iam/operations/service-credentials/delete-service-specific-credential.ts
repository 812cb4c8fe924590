import type { DeleteServiceSpecificCredentialRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onUserOrCaller } from '../../access.ts'
import type { Given, Room } from '../../room.ts'
import { existingServiceCredential } from '../../service-credential.ts'

export const deleteServiceSpecificCredential = operation<
  Given<DeleteServiceSpecificCredentialRequest, 'ServiceSpecificCredentialId'>,
  void,
  Room
>('DeleteServiceSpecificCredential', {
  kind: 'write',
  access: (input, ctx) => onUserOrCaller(ctx, 'DeleteServiceSpecificCredential', input.UserName),
  async run(input, ctx) {
    const { credential } = await existingServiceCredential(ctx, input)
    await ctx.serviceCredentials.delete(credential.id)
  },
})
