import type { DeleteHostInput, DeleteHostOutput } from '@aws-sdk/client-codestar-connections'
import { operation } from '@towpath/wire'
import { hostHasConnections } from '../errors.ts'
import { existingHost, needsOn, type Room } from '../room.ts'

export const deleteHost = operation<DeleteHostInput, DeleteHostOutput, Room>('DeleteHost', {
  kind: 'write',
  access: (input, ctx) => needsOn(ctx, 'DeleteHost', input.HostArn),
  async run(input, ctx) {
    const host = await existingHost(ctx, input.HostArn)
    const connections = (await ctx.connections.list()).filter(({ hostId }) => hostId === host.id)
    if (connections.length > 0) throw hostHasConnections(host.arn, connections.length)
    await ctx.resourceTags.remove(host.id)
    await ctx.hosts.delete(host.id)
    return {}
  },
})
