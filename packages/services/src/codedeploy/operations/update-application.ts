import type { UpdateApplicationInput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onApplication } from '../access.ts'
import { applicationAlreadyExists } from '../errors.ts'
import { existingApplication } from '../lookup.ts'
import type { Room } from '../room.ts'
import { checkApplicationName } from '../rules/names.ts'

/** Renames. Id, groups, revisions and history stay. The caller needs the right on the old and the new name. */
export const updateApplication = operation<UpdateApplicationInput, void, Room>('UpdateApplication', {
  kind: 'write',
  access: (input, ctx) =>
    [input.applicationName, input.newApplicationName]
      .filter((name) => name !== undefined)
      .map((name) => onApplication('UpdateApplication', ctx, name)),
  async run(input, ctx) {
    const application = await existingApplication(ctx, input.applicationName)
    const name = checkApplicationName(input.newApplicationName)
    if (name === application.name) return
    if (await ctx.applications.find(name)) throw applicationAlreadyExists(name)
    await ctx.applications.rename(application.id, name)
    await ctx.deployments.renameApplication(application.id, name)
  },
})
