import type { ServiceEntry } from '@towpath/wire'
import type { CodebuildDeps } from './room.ts'

/** How requests find this service. Nothing of it is loaded before the first. */
export function codebuildEntry(deps: CodebuildDeps): ServiceEntry {
  return {
    signingNames: ['codebuild'],
    targets: ['CodeBuild_20161006'],
    protocol: 'awsJson1_1',
    load: async () => (await import('./service.ts')).codebuildService(deps),
  }
}
