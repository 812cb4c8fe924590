import type { UpdateReportGroupInput, UpdateReportGroupOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onReportGroup, withRequestTags } from '../access.ts'
import { reportGroupAnswer } from '../answers/report-group.ts'
import { existingReportGroup } from '../lookup.ts'
import type { Room } from '../room.ts'
import { checkExportConfig } from '../rules/report-group.ts'
import { checkTags } from '../rules/tags.ts'

/** Absent members stay as they are; tags replace all that there were. */
export const updateReportGroup = operation<UpdateReportGroupInput, UpdateReportGroupOutput, Room>('UpdateReportGroup', {
  kind: 'write',
  access: (input, ctx) => [withRequestTags(onReportGroup('UpdateReportGroup', ctx, input.arn), input.tags)],
  async run({ arn, exportConfig, tags }, ctx) {
    const before = await existingReportGroup(ctx, arn)
    const settings = {
      exportConfig: exportConfig ? checkExportConfig(exportConfig) : before.settings.exportConfig,
      tags: tags ? checkTags(tags) : before.settings.tags,
    }
    const group = { ...before, settings, modifiedAt: ctx.clock.now() }
    await ctx.reportGroups.update(group)
    return { reportGroup: reportGroupAnswer(ctx, group) }
  },
})
