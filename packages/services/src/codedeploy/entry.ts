import type { ServiceEntry } from '@towpath/wire'
import type { CodedeployDeps } from './room.ts'

/** How requests find this service. Nothing of it is loaded before the first. */
export function codedeployEntry(deps: CodedeployDeps): ServiceEntry {
  return {
    signingNames: ['codedeploy'],
    targets: ['CodeDeploy_20141006'],
    protocol: 'awsJson1_1',
    load: async () => (await import('./service.ts')).codedeployService(deps),
  }
}
