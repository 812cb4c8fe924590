import type { ServiceEntry } from '@towpath/wire'
import type { IamDeps } from './deps.ts'

/** How requests find this service. Nothing of it is loaded before the first. */
export function iamEntry(deps: IamDeps): ServiceEntry {
  return {
    signingNames: ['iam'],
    version: '2010-05-08',
    protocol: 'awsQuery',
    load: async () => (await import('./service.ts')).iamService(deps),
  }
}
