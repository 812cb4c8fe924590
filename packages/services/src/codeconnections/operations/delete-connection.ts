import type { DeleteConnectionInput, DeleteConnectionOutput } from '@aws-sdk/client-codestar-connections'
import { operation } from '@towpath/wire'
import { existingConnection, needsOn, type Room } from '../room.ts'

export const deleteConnection = operation<DeleteConnectionInput, DeleteConnectionOutput, Room>('DeleteConnection', {
  kind: 'write',
  access: (input, ctx) => needsOn(ctx, 'DeleteConnection', input.ConnectionArn),
  async run(input, ctx) {
    const { id } = await existingConnection(ctx, input.ConnectionArn)
    await ctx.resourceTags.remove(id)
    await ctx.connections.delete(id)
    return {}
  },
})
