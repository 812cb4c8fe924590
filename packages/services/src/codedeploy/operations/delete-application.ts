import type { DeleteApplicationInput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onApplication } from '../access.ts'
import type { Room } from '../room.ts'
import { checkApplicationName } from '../rules/names.ts'

/** Deletes the application with all that belongs to it. Deleting an unknown one succeeds, as its list of errors tells. */
export const deleteApplication = operation<DeleteApplicationInput, void, Room>('DeleteApplication', {
  kind: 'write',
  access: (input, ctx) => [onApplication('DeleteApplication', ctx, input.applicationName)],
  async run(input, ctx) {
    const application = await ctx.applications.find(checkApplicationName(input.applicationName))
    if (!application) return
    for (const group of await ctx.deploymentGroups.list(application.id)) {
      await ctx.resourceTags.deleteAll(group.id)
      await ctx.deploymentGroups.delete(group.id)
    }
    await ctx.deployments.deleteAll(application.id)
    await ctx.revisions.deleteAll(application.id)
    await ctx.resourceTags.deleteAll(application.id)
    await ctx.applications.delete(application.id)
  },
})
