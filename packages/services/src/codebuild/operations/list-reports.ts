import type { ListReportsInput, ListReportsOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import { reportPage } from '../report-page.ts'
import type { Room } from '../room.ts'

export const listReports = operation<ListReportsInput, ListReportsOutput, Room>('ListReports', {
  kind: 'read',
  access: () => [onAnything('ListReports')],
  run: (input, ctx) => reportPage(ctx, input),
})
