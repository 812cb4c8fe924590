import type { PostHostCommandUpdateInput, PostHostCommandUpdateOutput } from '@towpath/agent-link'
import { operation } from '@towpath/wire'
import { accessTo, type Variant } from '../access.ts'
import { callersCommand } from '../caller.ts'
import type { Room } from '../room.ts'

/**
 * A sign of life of a command that runs. In the model, but no agent is known to send it. It does not lengthen the time
 * that an event may take: that is the same for all.
 */
export const postHostCommandUpdate = (variant: Variant) =>
  operation<PostHostCommandUpdateInput, PostHostCommandUpdateOutput, Room>('PostHostCommandUpdate', {
    kind: 'read',
    access: () => accessTo(variant, 'PostHostCommandUpdate'),
    async run({ HostCommandIdentifier }, ctx) {
      const { isRunning } = await callersCommand(ctx, HostCommandIdentifier)
      return { CommandStatus: isRunning ? 'InProgress' : 'Failed' }
    },
  })
