import type { UpdateServiceSpecificCredentialRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onUserOrCaller } from '../../access.ts'
import { validationError } from '../../errors.ts'
import type { Given, Room } from '../../room.ts'
import { existingServiceCredential } from '../../service-credential.ts'

export const updateServiceSpecificCredential = operation<
  Given<UpdateServiceSpecificCredentialRequest, 'ServiceSpecificCredentialId' | 'Status'>,
  void,
  Room
>('UpdateServiceSpecificCredential', {
  kind: 'write',
  access: (input, ctx) => onUserOrCaller(ctx, 'UpdateServiceSpecificCredential', input.UserName),
  async run(input, ctx) {
    const { credential } = await existingServiceCredential(ctx, input)
    if (input.Status !== 'Active' && input.Status !== 'Inactive') {
      throw validationError(`Status ${input.Status} cannot be set; use Active or Inactive`)
    }
    await ctx.serviceCredentials.setStatus(credential.id, input.Status)
  },
})
