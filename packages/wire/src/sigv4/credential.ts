import type { Credential, CredentialStore } from '../principal.ts'
import { expiredToken, invalidSessionToken, unknownAccessKey } from './errors.ts'

/** The credential that a request claims to be signed with. Throws what the service answers when there is none. */
export async function findCredential(
  credentials: CredentialStore,
  claim: { service: string; accessKeyId: string; sessionToken?: string },
): Promise<Credential> {
  const found = await credentials.find(claim.accessKeyId, claim.sessionToken)
  if (!('refused' in found)) return found
  switch (found.refused) {
    case 'expired':
      throw expiredToken(claim.service)
    case 'token-mismatch':
      throw invalidSessionToken(claim.service, claim.accessKeyId)
    case 'unknown':
    case 'inactive':
      throw unknownAccessKey(claim.service, claim.accessKeyId)
  }
}
