import type { GetSessionTokenRequest, GetSessionTokenResponse } from '@aws-sdk/client-sts'
import { operation } from '@towpath/wire'
import { credentialsAnswer } from '../credentials-answer.ts'
import { accessDenied, missingAuthenticationToken } from '../errors.ts'
import type { Room } from '../room.ts'
import { tokenSessionSeconds } from '../rules/durations.ts'

/** Temporary credentials of the caller's own. They need no permission (documented). */
export const getSessionToken = operation<GetSessionTokenRequest, GetSessionTokenResponse, Room>('GetSessionToken', {
  kind: 'read',
  access: () => [],
  async run(input, ctx) {
    const { type, account, arn, userId, name, session } = ctx.principal
    if (type === 'anonymous') throw missingAuthenticationToken()
    if (session || type === 'assumed-role') throw accessDenied('Cannot call GetSessionToken with session credentials')
    if (input.TokenCode !== undefined) {
      throw accessDenied('MultiFactorAuthentication failed with invalid MFA one time pass code.')
    }
    const now = ctx.clock.now()
    const seconds = tokenSessionSeconds(input.DurationSeconds, type === 'root')
    const lasting = { issuedAt: now, expiresAt: now + seconds * 1000, mfa: false }
    const issued = ctx.identities.issue({
      principal: { type, account, arn, userId, name },
      session: { name: name ?? account, policies: [], policyArns: [], tags: {}, ...lasting },
    })
    return { Credentials: credentialsAnswer(issued) }
  },
})
