import type { DeleteProjectInput, DeleteProjectOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onProject } from '../access.ts'
import type { Room } from '../room.ts'
import { named, projectArn } from '../rules/arns.ts'

/** Deleting what does not exist succeeds; builds stay (documented). The address of its webhook is gone with it. */
export const deleteProject = operation<DeleteProjectInput, DeleteProjectOutput, Room>('DeleteProject', {
  kind: 'write',
  access: (input, ctx) => [onProject('DeleteProject', ctx, input.name)],
  async run(input, ctx) {
    const name = named(ctx, 'project', input.name ?? '')
    if (name === undefined) return {}
    await ctx.projects.delete(name)
    await ctx.webhooks.delete(name)
    await ctx.sharing.forgetProject(name, projectArn(ctx, name))
    return {}
  },
})
