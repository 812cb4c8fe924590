import type { CreateConnectionInput, CreateConnectionOutput } from '@aws-sdk/client-codestar-connections'
import { operation } from '@towpath/wire'
import { invalidInput, tooMany } from '../errors.ts'
import { type Ctx, existingHost, needs, type Room } from '../room.ts'
import { resourceArn } from '../rules/arns.ts'
import { checkTags } from '../rules/tags.ts'

/** Documented quota of connections in an account. */
const MOST = 250

/** Providers that are one's own servers: their connections name the host instead. */
const WITH_HOST = ['GitHubEnterpriseServer', 'GitLabSelfManaged']

export const createConnection = operation<CreateConnectionInput, CreateConnectionOutput, Room>('CreateConnection', {
  kind: 'write',
  access: (_, ctx) => needs(ctx, 'CreateConnection'),
  async run(input, ctx) {
    const { provider, hostId } = await target(input, ctx)
    if ((await ctx.connections.list()).length >= MOST) throw tooMany('connections', MOST)
    const id = ctx.ids.uuid()
    const { service } = ctx
    const arn = resourceArn(ctx, service, 'connection', id)
    const tags = checkTags(arn, input.Tags)
    const name = input.ConnectionName ?? ''
    await ctx.connections.create({ id, service, name, provider, hostId, createdAt: ctx.clock.now() })
    await ctx.resourceTags.add(id, tags)
    return { ConnectionArn: arn, Tags: input.Tags && tags }
  },
})

async function target(input: CreateConnectionInput, ctx: Ctx): Promise<{ provider: string; hostId?: string }> {
  const { ProviderType, HostArn } = input
  if (ProviderType !== undefined && HostArn !== undefined) {
    throw invalidInput('ProviderType and HostArn cannot be given both: the host has its provider')
  }
  if (HostArn !== undefined) {
    const host = await existingHost(ctx, HostArn)
    return { provider: host.provider, hostId: host.id }
  }
  if (ProviderType === undefined) throw invalidInput('ProviderType or HostArn must be given')
  if (WITH_HOST.includes(ProviderType))
    throw invalidInput(`A connection to ${ProviderType} needs the HostArn of its host`)
  return { provider: ProviderType }
}
