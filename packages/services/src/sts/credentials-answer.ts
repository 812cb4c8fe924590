import type { Credentials } from '@aws-sdk/client-sts'
import type { Identities } from './ports/identities.ts'

export function credentialsAnswer(issued: ReturnType<Identities['issue']>): Credentials {
  return {
    AccessKeyId: issued.accessKeyId,
    SecretAccessKey: issued.secretAccessKey,
    SessionToken: issued.sessionToken,
    // STS tells times to the second.
    Expiration: new Date(Math.floor(issued.expiration / 1000) * 1000),
  }
}
