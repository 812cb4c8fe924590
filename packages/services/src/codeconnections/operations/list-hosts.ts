import type { ListHostsInput, ListHostsOutput } from '@aws-sdk/client-codestar-connections'
import { operation } from '@towpath/wire'
import { describedHost } from '../answers.ts'
import { needs, type Room } from '../room.ts'
import { pageByName } from '../rules/paging.ts'

export const listHosts = operation<ListHostsInput, ListHostsOutput, Room>('ListHosts', {
  kind: 'read',
  access: (_, ctx) => needs(ctx, 'ListHosts'),
  async run(input, ctx) {
    const { items, nextToken } = pageByName(await ctx.hosts.list(), input)
    return { Hosts: items.map(describedHost), NextToken: nextToken }
  },
})
