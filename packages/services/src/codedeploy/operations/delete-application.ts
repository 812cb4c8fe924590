import type { DeleteApplicationInput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onApplication } from '../access.ts'
import type { Ctx, Room } from '../room.ts'
import type { DeploymentFact } from '../rules/deployment-lifecycle.ts'
import { checkApplicationName } from '../rules/names.ts'
import { deploymentRunId } from '../runs/run-ids.ts'

/** Deletes the application with all that belongs to it. Deleting an unknown one succeeds, as its list of errors tells. */
export const deleteApplication = operation<DeleteApplicationInput, void, Room>('DeleteApplication', {
  kind: 'write',
  access: (input, ctx) => [onApplication('DeleteApplication', ctx, input.applicationName)],
  async run(input, ctx) {
    const application = await ctx.applications.find(checkApplicationName(input.applicationName))
    if (!application) return
    for (const group of await ctx.deploymentGroups.list(application.id)) {
      await ctx.resourceTags.deleteAll(group.id)
      await ctx.targetHealth.forgetGroup(group.id)
      await ctx.deploymentGroups.delete(group.id)
    }
    await stopDeployments(ctx, application.id)
    await ctx.deployments.deleteAll(application.id)
    await ctx.revisions.deleteAll(application.id)
    await ctx.resourceTags.deleteAll(application.id)
    await ctx.applications.delete(application.id)
  },
})

/** What runs on a host is not interrupted, but nothing more is started for an application that is gone. */
async function stopDeployments(ctx: Ctx, applicationId: string): Promise<void> {
  const stop: DeploymentFact = { type: 'stop', rollback: false }
  for (const id of await ctx.deployments.listActive(applicationId)) {
    await ctx.engine.deliver(ctx.db, deploymentRunId(id), [stop])
  }
}
