import { type Service, service } from '@towpath/wire'
import { accessDenied } from './errors.ts'
import { assumeRole } from './operations/assume-role.ts'
import { decodeAuthorizationMessage } from './operations/decode-authorization-message.ts'
import { getAccessKeyInfo } from './operations/get-access-key-info.ts'
import { getCallerIdentity } from './operations/get-caller-identity.ts'
import { getSessionToken } from './operations/get-session-token.ts'
import type { Room, StsDeps } from './room.ts'

/** STS (API 2011-06-15). The list below is the only list of its operations. */
export function stsService({ identities }: StsDeps): Service<Room> {
  return service<Room>({
    name: 'sts',
    protocol: 'awsQuery',
    schemas: async () => (await import('./schemas.gen.json', { with: { type: 'json' } })).default,
    constraints: async () => (await import('./constraints.gen.json', { with: { type: 'json' } })).default,
    room: () => ({ identities }),
    errors: { accessDenied },
    operations: [assumeRole, getSessionToken, getCallerIdentity, getAccessKeyInfo, decodeAuthorizationMessage],
  })
}
