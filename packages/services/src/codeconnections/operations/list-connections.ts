import type { ListConnectionsInput, ListConnectionsOutput } from '@aws-sdk/client-codestar-connections'
import { operation } from '@towpath/wire'
import { describedConnection } from '../answers.ts'
import { existingHost, needs, type Room } from '../room.ts'
import { pageByName } from '../rules/paging.ts'

export const listConnections = operation<ListConnectionsInput, ListConnectionsOutput, Room>('ListConnections', {
  kind: 'read',
  access: (_, ctx) => needs(ctx, 'ListConnections'),
  async run(input, ctx) {
    const host = input.HostArnFilter ? await existingHost(ctx, input.HostArnFilter) : undefined
    const wanted = (await ctx.connections.list()).filter(
      ({ provider, hostId }) =>
        (!input.ProviderTypeFilter || provider === input.ProviderTypeFilter) && (!host || hostId === host.id),
    )
    const { items, nextToken } = pageByName(wanted, input)
    const hosts = await ctx.hosts.list()
    return { Connections: items.map((each) => describedConnection(each, hosts)), NextToken: nextToken }
  },
})
