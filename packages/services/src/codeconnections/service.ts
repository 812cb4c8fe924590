import { type Service, service } from '@towpath/wire'
import { createConnection } from './operations/create-connection.ts'
import { createHost } from './operations/create-host.ts'
import { deleteConnection } from './operations/delete-connection.ts'
import { deleteHost } from './operations/delete-host.ts'
import { getConnection } from './operations/get-connection.ts'
import { getHost } from './operations/get-host.ts'
import { listConnections } from './operations/list-connections.ts'
import { listHosts } from './operations/list-hosts.ts'
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts'
import { updateHost } from './operations/update-host.ts'
import { type Room, room } from './room.ts'
import type { ServiceName } from './rules/arns.ts'

/** CodeConnections, or CodeStar connections, as it was called. The list below is the only list of its operations. */
export function codeconnectionsService({ name = 'codeconnections' }: { name?: ServiceName }): Service<Room> {
  return service<Room>({
    name,
    protocol: 'awsJson1_0',
    schemas: async () => (await import('./schemas.gen.json', { with: { type: 'json' } })).default,
    constraints: async () => (await import('./constraints.gen.json', { with: { type: 'json' } })).default,
    room: (ctx) => room(ctx, name),
    errors: {},
    operations: [
      createConnection,
      getConnection,
      listConnections,
      deleteConnection,
      createHost,
      getHost,
      listHosts,
      updateHost,
      deleteHost,
      tagResource,
      untagResource,
      listTagsForResource,
    ],
  })
}
