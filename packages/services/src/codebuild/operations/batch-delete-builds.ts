import type { BatchDeleteBuildsInput, BatchDeleteBuildsOutput, BuildNotDeleted } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onBuilds } from '../access.ts'
import { checkBatch } from '../paging.ts'
import type { Room } from '../room.ts'
import { buildArn, isBuildId, named } from '../rules/arns.ts'

/** Builds that still run are not deleted. */
export const batchDeleteBuilds = operation<BatchDeleteBuildsInput, BatchDeleteBuildsOutput, Room>('BatchDeleteBuilds', {
  kind: 'write',
  access: (input, ctx) => onBuilds('BatchDeleteBuilds', ctx, input.ids),
  async run(input, ctx) {
    const buildsDeleted: string[] = []
    const buildsNotDeleted: BuildNotDeleted[] = []
    for (const given of checkBatch('ids', input.ids)) {
      const id = named(ctx, 'build', given)
      const build = id !== undefined && isBuildId(id) ? await ctx.builds.find(id) : undefined
      if (!build) buildsNotDeleted.push({ id: given, statusCode: 'NOT_FOUND' })
      else if (build.status === 'IN_PROGRESS') buildsNotDeleted.push({ id: given, statusCode: 'BUILD_IN_PROGRESS' })
      else {
        await ctx.builds.delete(build.id)
        buildsDeleted.push(buildArn(ctx, build.id))
      }
    }
    return { buildsDeleted, buildsNotDeleted }
  },
})
