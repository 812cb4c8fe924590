import type { ServiceEntry } from '@towpath/wire'
import type { CodepipelineDeps } from './room.ts'

/** How requests find this service. Nothing of it is loaded before the first. */
export function codepipelineEntry(deps: CodepipelineDeps): ServiceEntry {
  return {
    signingNames: ['codepipeline'],
    targets: ['CodePipeline_20150709'],
    protocol: 'awsJson1_1',
    load: async () => (await import('./service.ts')).codepipelineService(deps),
  }
}
