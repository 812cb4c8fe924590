import { invalidReportGroupArn, reportGroupNotFound } from './errors.ts'
import type { Ctx } from './room.ts'
import { named } from './rules/arns.ts'
import type { StoredReportGroup } from './state/report-groups.ts'

/** The report group of an ARN, or the refusal that answers one that is malformed or unknown. */
export async function existingReportGroup(ctx: Ctx, arn: string | undefined): Promise<StoredReportGroup> {
  if (!arn?.startsWith('arn:')) throw invalidReportGroupArn(arn)
  const name = named(ctx, 'report-group', arn)
  const group = name === undefined ? undefined : await ctx.reportGroups.find(name)
  if (!group) throw reportGroupNotFound(arn)
  return group
}
