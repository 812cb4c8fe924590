import type { ServiceEntry } from '@towpath/wire'
import type { Room } from './room.ts'
import { TOWPATH_SERVICE } from './schemas.ts'

/** How requests find this service. Nothing of it is loaded before the first. */
export function towpathEntry(deps: Room): ServiceEntry {
  return {
    signingNames: [TOWPATH_SERVICE.signingName],
    targets: [TOWPATH_SERVICE.target],
    protocol: 'awsJson1_1',
    load: async () => (await import('./service.ts')).towpathService(deps),
  }
}
