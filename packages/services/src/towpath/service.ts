import { type Service, service } from '@towpath/wire'
import { connectGitHub } from './operations/connect-git-hub.ts'
import type { Room } from './room.ts'

/** The list below is the only list of its operations. */
export function towpathService(deps: Room): Service<Room> {
  return service<Room>({
    name: 'towpath',
    protocol: 'awsJson1_1',
    schemas: () => import('./schemas.ts'),
    constraints: async () => undefined,
    room: () => deps,
    errors: {},
    operations: [connectGitHub],
  })
}
