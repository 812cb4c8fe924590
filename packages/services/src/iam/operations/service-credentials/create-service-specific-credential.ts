import type {
  CreateServiceSpecificCredentialRequest,
  CreateServiceSpecificCredentialResponse,
} from '@aws-sdk/client-iam'
import { BASE32 } from '@towpath/base'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { quotaExceeded } from '../../errors.ts'
import { existingUser } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'
import { hashPassword } from '../../rules/password.ts'
import { QUOTAS } from '../../rules/quotas.ts'
import {
  checkServiceName,
  newServicePassword,
  newServiceUserName,
  serviceCredentialAnswer,
} from '../../service-credential.ts'
import type { ServiceCredential } from '../../state/service-credentials.ts'

export const createServiceSpecificCredential = operation<
  Given<CreateServiceSpecificCredentialRequest, 'UserName' | 'ServiceName'>,
  CreateServiceSpecificCredentialResponse,
  Room
>('CreateServiceSpecificCredential', {
  kind: 'write',
  access: (input, ctx) =>
    onEntity(ctx, 'user', 'CreateServiceSpecificCredential', input.UserName, {
      'iam:ServiceSpecificCredentialServiceName': input.ServiceName,
    }),
  async run(input, ctx) {
    const service = checkServiceName(input.ServiceName)
    const user = await existingUser(ctx, input.UserName)
    const others = (await ctx.serviceCredentials.of(user.id)).filter((other) => other.service === service)
    const limit = QUOTAS.ServiceSpecificCredentialsPerUser
    if (others.length >= limit) throw quotaExceeded('ServiceSpecificCredentialsPerUser', limit)
    const password = newServicePassword(ctx.ids)
    const credential: ServiceCredential = {
      id: `ACCA${ctx.ids.random(17, BASE32)}`,
      account: ctx.account,
      userId: user.id,
      service,
      userName: await newServiceUserName(ctx, user),
      passwordHash: await hashPassword(password),
      status: 'Active',
      createdAt: ctx.clock.now(),
    }
    await ctx.serviceCredentials.create(credential)
    return { ServiceSpecificCredential: { ...serviceCredentialAnswer(credential, user), ServicePassword: password } }
  },
})
