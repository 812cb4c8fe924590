import type { CreateApplicationInput, CreateApplicationOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onApplication, withRequestTags } from '../access.ts'
import { applicationAlreadyExists, applicationLimitExceeded } from '../errors.ts'
import type { Room } from '../room.ts'
import { checkComputePlatform } from '../rules/compute-platform.ts'
import { checkApplicationName } from '../rules/names.ts'
import { QUOTAS } from '../rules/quotas.ts'
import { checkResourceTags } from '../rules/resource-tags.ts'

export const createApplication = operation<CreateApplicationInput, CreateApplicationOutput, Room>('CreateApplication', {
  kind: 'write',
  access: (input, ctx) => [withRequestTags(onApplication('CreateApplication', ctx, input.applicationName), input.tags)],
  async run(input, ctx) {
    const name = checkApplicationName(input.applicationName)
    const computePlatform = checkComputePlatform(input.computePlatform ?? 'Server')
    const tags = checkResourceTags(input.tags ?? [])
    const application = { id: ctx.ids.uuid(), name, computePlatform, createdAt: ctx.clock.now() }
    if (!(await ctx.applications.create(application))) throw applicationAlreadyExists(name)
    if ((await ctx.applications.count()) > QUOTAS.applications) throw applicationLimitExceeded(QUOTAS.applications)
    await ctx.resourceTags.add(application.id, tags)
    return { applicationId: application.id }
  },
})
