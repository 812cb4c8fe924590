import type { CreateHostInput, CreateHostOutput } from '@aws-sdk/client-codestar-connections'
import { LOWER_HEX } from '@towpath/base'
import { operation } from '@towpath/wire'
import { invalidInput, tooMany } from '../errors.ts'
import { needs, type Room } from '../room.ts'
import { resourceArn } from '../rules/arns.ts'
import { checkEndpoint } from '../rules/endpoint.ts'
import { checkTags } from '../rules/tags.ts'

/** Documented quota of hosts in an account. */
const MOST = 50

const PROVIDERS = ['GitHubEnterpriseServer', 'GitLabSelfManaged']

export const createHost = operation<CreateHostInput, CreateHostOutput, Room>('CreateHost', {
  kind: 'write',
  access: (_, ctx) => needs(ctx, 'CreateHost'),
  async run({ Name: name = '', ProviderType: provider = '', ProviderEndpoint = '', VpcConfiguration, Tags }, ctx) {
    if (!PROVIDERS.includes(provider)) throw invalidInput(`A host is of ${PROVIDERS.join(' or ')}, not of ${provider}`)
    // The name stands in the ARN, whose parts are told apart by these.
    if (/[/:]/.test(name)) throw invalidInput(`"${name}": the name of a host may have no "/" and no ":"`)
    const endpoint = checkEndpoint(ProviderEndpoint)
    const hosts = await ctx.hosts.list()
    if (hosts.length >= MOST) throw tooMany('hosts', MOST)
    if (hosts.some((host) => host.name === name)) throw invalidInput(`There is a host of the name "${name}" already`)
    const id = `${name}-${ctx.ids.random(8, LOWER_HEX)}`
    const { service } = ctx
    const arn = resourceArn(ctx, service, 'host', id)
    const tags = checkTags(arn, Tags)
    const createdAt = ctx.clock.now()
    await ctx.hosts.create({ id, service, name, provider, endpoint, vpc: VpcConfiguration, createdAt })
    await ctx.resourceTags.add(id, tags)
    return { HostArn: arn, Tags: Tags && tags }
  },
})
