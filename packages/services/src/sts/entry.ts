import type { ServiceEntry } from '@towpath/wire'
import type { StsDeps } from './room.ts'

/** How requests find this service. Nothing of it is loaded before the first. */
export function stsEntry(deps: StsDeps): ServiceEntry {
  return {
    signingNames: ['sts'],
    version: '2011-06-15',
    protocol: 'awsQuery',
    load: async () => (await import('./service.ts')).stsService(deps),
  }
}
