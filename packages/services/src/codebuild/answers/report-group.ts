import type { ReportGroup } from '@aws-sdk/client-codebuild'
import { type Place, reportGroupArn } from '../rules/arns.ts'
import type { StoredReportGroup } from '../state/report-groups.ts'

export function reportGroupAnswer(place: Place, group: StoredReportGroup): ReportGroup {
  return {
    arn: reportGroupArn(place, group.name),
    name: group.name,
    type: group.type,
    exportConfig: group.settings.exportConfig,
    tags: group.settings.tags,
    status: 'ACTIVE',
    created: new Date(group.createdAt),
    lastModified: new Date(group.modifiedAt),
  }
}
