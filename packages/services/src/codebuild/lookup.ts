import { invalidReportArn, invalidReportGroupArn, reportGroupNotFound, reportNotFound } from './errors.ts'
import type { Ctx } from './room.ts'
import { named } from './rules/arns.ts'
import { isReportId } from './rules/reports.ts'
import type { StoredReportGroup } from './state/report-groups.ts'
import type { StoredReport } from './state/reports.ts'

/** The report group of an ARN, or the refusal that answers one that is malformed or unknown. */
export async function existingReportGroup(ctx: Ctx, arn: string | undefined): Promise<StoredReportGroup> {
  if (!arn?.startsWith('arn:')) throw invalidReportGroupArn(arn)
  const name = named(ctx, 'report-group', arn)
  const group = name === undefined ? undefined : await ctx.reportGroups.find(name)
  if (!group) throw reportGroupNotFound(arn)
  return group
}

/** The report of an ARN, or the refusal that answers one that is malformed or unknown. */
export async function existingReport(ctx: Ctx, arn: string | undefined): Promise<StoredReport> {
  const id = arn?.startsWith('arn:') ? named(ctx, 'report', arn) : undefined
  if (arn === undefined || id === undefined || !isReportId(id)) throw invalidReportArn(arn)
  const report = await ctx.reports.find(id)
  if (!report) throw reportNotFound(arn)
  return report
}
