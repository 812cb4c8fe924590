import type { ServiceEntry } from '@towpath/wire'
import type { S3Deps } from './room.ts'

/** How requests find this service. Nothing of it is loaded before the first. */
export function s3Entry(deps: S3Deps): ServiceEntry {
  return {
    signingNames: ['s3'],
    protocol: 'restXml',
    load: async () => (await import('./service.ts')).s3Service(deps),
  }
}
