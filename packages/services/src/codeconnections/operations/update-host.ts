import type { UpdateHostInput, UpdateHostOutput } from '@aws-sdk/client-codestar-connections'
import { operation } from '@towpath/wire'
import { nothingToUpdate } from '../errors.ts'
import { existingHost, needsOn, type Room } from '../room.ts'
import { checkEndpoint } from '../rules/endpoint.ts'

/** A new address takes the tokens of the host's connections with it: whoever may update a host is trusted with them. */
export const updateHost = operation<UpdateHostInput, UpdateHostOutput, Room>('UpdateHost', {
  kind: 'write',
  access: (input, ctx) => needsOn(ctx, 'UpdateHost', input.HostArn),
  async run({ HostArn, ProviderEndpoint, VpcConfiguration: vpc }, ctx) {
    const host = await existingHost(ctx, HostArn)
    if (ProviderEndpoint === undefined && vpc === undefined) throw nothingToUpdate()
    await ctx.hosts.change(host.id, { endpoint: ProviderEndpoint && checkEndpoint(ProviderEndpoint), vpc })
    return {}
  },
})
