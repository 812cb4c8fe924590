import type { ListApplicationRevisionsInput, ListApplicationRevisionsOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onApplication } from '../access.ts'
import { existingApplication } from '../lookup.ts'
import { pageOf } from '../paging.ts'
import type { Room } from '../room.ts'
import { revisionList } from '../rules/revision-list.ts'
import { byText } from '../state/tables.ts'

export const listApplicationRevisions = operation<ListApplicationRevisionsInput, ListApplicationRevisionsOutput, Room>(
  'ListApplicationRevisions',
  {
    kind: 'read',
    access: (input, ctx) => [onApplication('ListApplicationRevisions', ctx, input.applicationName)],
    async run(input, ctx) {
      const application = await existingApplication(ctx, input.applicationName)
      const { shows, keyOf } = revisionList(input)
      const shown = (await ctx.revisions.list(application.id)).filter(shows).sort(byText(keyOf))
      const { items, nextToken } = pageOf(shown, keyOf, input.nextToken)
      return { revisions: items.map((revision) => revision.location), nextToken }
    },
  },
)
