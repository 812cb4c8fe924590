import type { InvalidateProjectCacheInput, InvalidateProjectCacheOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onProject } from '../access.ts'
import { existingProject } from '../lookup.ts'
import type { Room } from '../room.ts'

/** Builds from now on begin without what was saved before; the objects themselves stay where they are. */
export const invalidateProjectCache = operation<InvalidateProjectCacheInput, InvalidateProjectCacheOutput, Room>(
  'InvalidateProjectCache',
  {
    kind: 'write',
    access: (input, ctx) => [onProject('InvalidateProjectCache', ctx, input.projectName)],
    async run(input, ctx) {
      const project = await existingProject(ctx, input.projectName)
      await ctx.projects.invalidateCache(project.name, ctx.clock.now())
      return {}
    },
  },
)
