import { join } from 'node:path'
import type { CredentialsProvider } from '@towpath/agent-link'
import type { Clock } from '@towpath/base/clock.ts'
import { statIfThere } from '../host/files.ts'
import { instanceProfileCredentials, sharedFileCredentials, staticCredentials } from '../identity/credentials.ts'
import { MetadataService } from '../identity/metadata-service.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** As whom a local deployment reads from S3: environment, shared credentials file, instance profile. */
export function localCredentials(env: Environment, clock: Clock): CredentialsProvider {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env
  if (accessKeyId && secretAccessKey) {
    return staticCredentials({ accessKeyId, secretAccessKey, sessionToken: env.AWS_SESSION_TOKEN })
  }
  const file = env.AWS_SHARED_CREDENTIALS_FILE || join(env.HOME ?? '/root', '.aws', 'credentials')
  const endpoint = env.AWS_EC2_METADATA_SERVICE_ENDPOINT || undefined
  const fromFile = sharedFileCredentials(file, clock)
  const fromProfile = instanceProfileCredentials(new MetadataService({ endpoint, disableVersionOne: false }), clock)
  return async (options) => ((await statIfThere(file)) ? fromFile(options) : fromProfile(options))
}
