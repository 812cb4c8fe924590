import type { GetConnectionInput, GetConnectionOutput } from '@aws-sdk/client-codestar-connections'
import { operation } from '@towpath/wire'
import { describedConnection } from '../answers.ts'
import { existingConnection, needsOn, type Room } from '../room.ts'

export const getConnection = operation<GetConnectionInput, GetConnectionOutput, Room>('GetConnection', {
  kind: 'read',
  access: (input, ctx) => needsOn(ctx, 'GetConnection', input.ConnectionArn),
  async run(input, ctx) {
    const connection = await existingConnection(ctx, input.ConnectionArn)
    return { Connection: describedConnection(connection, await ctx.hosts.list()) }
  },
})
