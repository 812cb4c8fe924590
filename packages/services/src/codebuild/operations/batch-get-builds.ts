import type { BatchGetBuildsInput, BatchGetBuildsOutput, Build } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onBuilds } from '../access.ts'
import { buildAnswer } from '../answers/build.ts'
import { invalidBuildId } from '../errors.ts'
import { checkBatch } from '../paging.ts'
import type { Room } from '../room.ts'
import { isBuildId, named } from '../rules/arns.ts'

export const batchGetBuilds = operation<BatchGetBuildsInput, BatchGetBuildsOutput, Room>('BatchGetBuilds', {
  kind: 'read',
  access: (input, ctx) => onBuilds('BatchGetBuilds', ctx, input.ids),
  async run(input, ctx) {
    const builds: Build[] = []
    const buildsNotFound: string[] = []
    for (const given of checkBatch('ids', input.ids)) {
      const id = named(ctx, 'build', given)
      if (id !== undefined && !isBuildId(id)) throw invalidBuildId()
      const build = id === undefined ? undefined : await ctx.builds.find(id)
      if (build) builds.push(buildAnswer(ctx, build))
      else buildsNotFound.push(given)
    }
    return { builds, buildsNotFound }
  },
})
