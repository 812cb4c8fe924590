import type { ListApplicationsInput, ListApplicationsOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import { pageOf } from '../paging.ts'
import type { Room } from '../room.ts'

export const listApplications = operation<ListApplicationsInput, ListApplicationsOutput, Room>('ListApplications', {
  kind: 'read',
  access: () => [onAnything('ListApplications')],
  async run(input, ctx) {
    const names = (await ctx.applications.list()).map((application) => application.name)
    const { items, nextToken } = pageOf(names, (name) => name, input.nextToken)
    return { applications: items, nextToken }
  },
})
