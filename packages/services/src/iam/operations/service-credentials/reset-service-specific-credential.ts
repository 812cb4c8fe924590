import type { ResetServiceSpecificCredentialRequest, ResetServiceSpecificCredentialResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onUserOrCaller } from '../../access.ts'
import type { Given, Room } from '../../room.ts'
import { hashPassword } from '../../rules/password.ts'
import { existingServiceCredential, newServicePassword, serviceCredentialAnswer } from '../../service-credential.ts'

export const resetServiceSpecificCredential = operation<
  Given<ResetServiceSpecificCredentialRequest, 'ServiceSpecificCredentialId'>,
  ResetServiceSpecificCredentialResponse,
  Room
>('ResetServiceSpecificCredential', {
  kind: 'write',
  access: (input, ctx) => onUserOrCaller(ctx, 'ResetServiceSpecificCredential', input.UserName),
  async run(input, ctx) {
    const { credential, user } = await existingServiceCredential(ctx, input)
    const password = newServicePassword(ctx.ids)
    await ctx.serviceCredentials.setPassword(credential.id, await hashPassword(password))
    return { ServiceSpecificCredential: { ...serviceCredentialAnswer(credential, user), ServicePassword: password } }
  },
})
