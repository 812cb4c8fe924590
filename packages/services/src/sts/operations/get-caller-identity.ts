import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts'
import { operation } from '@towpath/wire'
import { missingAuthenticationToken } from '../errors.ts'
import type { Room } from '../room.ts'

/** Needs no permission; not even an explicit deny keeps it back (documented). */
export const getCallerIdentity = operation<GetCallerIdentityRequest, GetCallerIdentityResponse, Room>(
  'GetCallerIdentity',
  {
    kind: 'read',
    access: () => [],
    async run(_, { principal }) {
      if (principal.type === 'anonymous') throw missingAuthenticationToken()
      return { UserId: principal.userId, Account: principal.account, Arn: principal.arn }
    },
  },
)
