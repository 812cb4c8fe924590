import type { ListBuildsForProjectInput, ListBuildsForProjectOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onProject } from '../access.ts'
import { providedProjectNotFound } from '../errors.ts'
import { pageOf, positionOf } from '../paging.ts'
import type { Room } from '../room.ts'
import { named, projectArn } from '../rules/arns.ts'
import { PAGE_SIZE } from '../rules/quotas.ts'

/** By build number, newest first unless asked otherwise (documented). */
export const listBuildsForProject = operation<ListBuildsForProjectInput, ListBuildsForProjectOutput, Room>(
  'ListBuildsForProject',
  {
    kind: 'read',
    access: (input, ctx) => [onProject('ListBuildsForProject', ctx, input.projectName)],
    async run({ projectName = '', sortOrder: order = 'DESCENDING', nextToken }, ctx) {
      const name = named(ctx, 'project', projectName)
      if (name === undefined || !(await ctx.projects.find(name))) {
        throw providedProjectNotFound(projectArn(ctx, name ?? projectName))
      }
      const after = positionOf(nextToken, 'number')
      const page = pageOf(await ctx.builds.ofProject(name, { order, after, limit: PAGE_SIZE + 1 }), PAGE_SIZE)
      return { ids: page.items.map(({ id }) => id), nextToken: page.nextToken }
    },
  },
)
