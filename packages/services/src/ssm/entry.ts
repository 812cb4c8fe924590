import type { ServiceEntry } from '@towpath/wire'
import type { SsmDeps } from './room.ts'

/** How requests find this service. Nothing of it is loaded before the first. */
export function ssmEntry(deps: SsmDeps): ServiceEntry {
  return {
    signingNames: ['ssm'],
    targets: ['AmazonSSM'],
    protocol: 'awsJson1_1',
    load: async () => (await import('./service.ts')).ssmService(deps),
  }
}
