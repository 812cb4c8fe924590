import type { ServiceEntry } from '@towpath/wire'
import type { GitPort } from './ports/git.ts'

/** How requests find this service. Nothing of it is loaded before the first. */
export function codecommitEntry(deps: { git: GitPort }): ServiceEntry {
  return {
    signingNames: ['codecommit'],
    targets: ['CodeCommit_20150413'],
    protocol: 'awsJson1_1',
    load: async () => (await import('./service.ts')).codecommitService(deps),
  }
}
