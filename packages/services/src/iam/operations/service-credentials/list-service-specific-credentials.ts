import type { ListServiceSpecificCredentialsRequest, ListServiceSpecificCredentialsResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onUserOrCaller } from '../../access.ts'
import { existingUser, userNameOrCaller } from '../../lookup.ts'
import type { Room } from '../../room.ts'
import { serviceCredentialAnswer } from '../../service-credential.ts'

export const listServiceSpecificCredentials = operation<
  ListServiceSpecificCredentialsRequest,
  ListServiceSpecificCredentialsResponse,
  Room
>('ListServiceSpecificCredentials', {
  kind: 'read',
  access: (input, ctx) => onUserOrCaller(ctx, 'ListServiceSpecificCredentials', input.UserName),
  async run(input, ctx) {
    const user = await existingUser(ctx, userNameOrCaller(ctx, input.UserName))
    const credentials = await ctx.serviceCredentials.of(user.id)
    const wanted = credentials.filter(({ service }) => (input.ServiceName ?? service) === service)
    return {
      ServiceSpecificCredentials: wanted.map((credential) => serviceCredentialAnswer(credential, user)),
      IsTruncated: false,
    }
  },
})
