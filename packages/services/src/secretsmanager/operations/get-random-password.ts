import type { GetRandomPasswordRequest, GetRandomPasswordResponse } from '@aws-sdk/client-secrets-manager'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import type { Room } from '../room.ts'
import { randomPassword } from '../rules/password.ts'

export const getRandomPassword = operation<GetRandomPasswordRequest, GetRandomPasswordResponse, Room>(
  'GetRandomPassword',
  {
    kind: 'read',
    access: () => [onAnything('GetRandomPassword')],
    run: async (input, ctx) => ({ RandomPassword: randomPassword(input, ctx.ids) }),
  },
)
