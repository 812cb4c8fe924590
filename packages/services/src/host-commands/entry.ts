import { COMMAND_SERVICE } from '@towpath/agent-link'
import type { RequestContext, ServiceEntry } from '@towpath/wire'
import type { Variant } from './access.ts'
import type { Room } from './room.ts'

/** How requests find the service under one of its two sets of names. */
export function hostCommandsEntry(variant: Variant, room: (ctx: RequestContext) => Room): ServiceEntry {
  const { target, signingName } = COMMAND_SERVICE[variant]
  return {
    signingNames: [signingName],
    targets: [target],
    protocol: 'awsJson1_1',
    load: async () => (await import('./service.ts')).hostCommandsService(variant, room),
  }
}
