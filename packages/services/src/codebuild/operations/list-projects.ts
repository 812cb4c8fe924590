import type { ListProjectsInput, ListProjectsOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import { positionOf, sortedPage } from '../paging.ts'
import type { Room } from '../room.ts'
import { PAGE_SIZE } from '../rules/quotas.ts'

export const listProjects = operation<ListProjectsInput, ListProjectsOutput, Room>('ListProjects', {
  kind: 'read',
  access: () => [onAnything('ListProjects')],
  async run({ sortBy = 'NAME', sortOrder, nextToken }, ctx) {
    const key = { NAME: 'name', CREATED_TIME: 'createdAt', LAST_MODIFIED_TIME: 'modifiedAt' } as const
    const rows = (await ctx.projects.list()).map((project) => ({ key: project[key[sortBy]], id: project.name }))
    const after = positionOf(nextToken, sortBy === 'NAME' ? 'string' : 'number')
    const page = sortedPage(rows, { descending: sortOrder === 'DESCENDING', after, size: PAGE_SIZE })
    return { projects: page.items.map(({ id }) => id), nextToken: page.nextToken }
  },
})
