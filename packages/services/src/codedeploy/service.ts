import { type Service, type ServiceEntry, service } from '@towpath/wire'
import { type CodedeployDeps, type Room, room } from './room.ts'

/** How requests find this service. Nothing of it is loaded before the first. */
export function codedeployEntry(deps: CodedeployDeps): ServiceEntry {
  return {
    signingNames: ['codedeploy'],
    targets: ['CodeDeploy_20141006'],
    protocol: 'awsJson1_1',
    load: async () => codedeployService(deps),
  }
}

/** CodeDeploy (API 2014-10-06). The list below is the only list of its operations. */
export function codedeployService(deps: CodedeployDeps): Service<Room> {
  return service<Room>({
    name: 'codedeploy',
    protocol: 'awsJson1_1',
    schemas: () => import('@aws-sdk/client-codedeploy'),
    constraints: async () => undefined,
    operations: [],
    room: (ctx) => room(deps, ctx),
    errors: {},
  })
}
