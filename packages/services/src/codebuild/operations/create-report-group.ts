import type { CreateReportGroupInput, CreateReportGroupOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onReportGroup, withRequestTags } from '../access.ts'
import { reportGroupAnswer } from '../answers/report-group.ts'
import { invalidInput, reportGroupAlreadyExists, reportGroupLimitExceeded } from '../errors.ts'
import type { Room } from '../room.ts'
import { reportGroupArn } from '../rules/arns.ts'
import { QUOTAS } from '../rules/quotas.ts'
import { checkExportConfig, checkReportGroupName } from '../rules/report-group.ts'
import { checkTags } from '../rules/tags.ts'

export const createReportGroup = operation<CreateReportGroupInput, CreateReportGroupOutput, Room>('CreateReportGroup', {
  kind: 'write',
  access: (input, ctx) => [withRequestTags(onReportGroup('CreateReportGroup', ctx, input.name), input.tags)],
  async run({ name: givenName, type, exportConfig, tags = [] }, ctx) {
    const name = checkReportGroupName(givenName)
    if (!type || !exportConfig) throw invalidInput('type and exportConfig are required')
    const settings = { exportConfig: checkExportConfig(exportConfig), tags: checkTags(tags) }
    const now = ctx.clock.now()
    const group = { name, type, settings, createdAt: now, modifiedAt: now }
    if (!(await ctx.reportGroups.create(group))) throw reportGroupAlreadyExists(reportGroupArn(ctx, name))
    if ((await ctx.reportGroups.list()).length > QUOTAS.reportGroups)
      throw reportGroupLimitExceeded(QUOTAS.reportGroups)
    return { reportGroup: reportGroupAnswer(ctx, group) }
  },
})
