import type { ServiceEntry } from '@towpath/wire'
import type { Ec2Deps } from './room.ts'

/** How requests find this service. Nothing of it is loaded before the first. */
export function ec2Entry(deps: Ec2Deps): ServiceEntry {
  return {
    signingNames: ['ec2'],
    version: '2016-11-15',
    protocol: 'ec2Query',
    load: async () => (await import('./service.ts')).ec2Service(deps),
  }
}
