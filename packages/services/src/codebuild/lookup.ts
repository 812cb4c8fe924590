import {
  buildNotFound,
  invalidBuildId,
  invalidReportArn,
  invalidReportGroupArn,
  projectNotFound,
  reportGroupNotFound,
  reportNotFound,
} from './errors.ts'
import type { Ctx } from './room.ts'
import { isBuildId, named, projectArn } from './rules/arns.ts'
import type { BuildRecord } from './rules/build-record.ts'
import { isReportId } from './rules/reports.ts'
import type { StoredProject } from './state/projects.ts'
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

/** The project of a name or ARN. */
export async function existingProject(ctx: Ctx, given = ''): Promise<StoredProject> {
  const name = named(ctx, 'project', given)
  const project = name === undefined ? undefined : await ctx.projects.find(name)
  if (!project) throw projectNotFound(given.startsWith('arn:') ? given : projectArn(ctx, given))
  return project
}

/** The build of an id or ARN. */
export async function existingBuild(ctx: Ctx, given = ''): Promise<BuildRecord> {
  const id = named(ctx, 'build', given)
  if (id !== undefined && !isBuildId(id)) throw invalidBuildId()
  const build = id === undefined ? undefined : await ctx.builds.find(id)
  if (!build) throw buildNotFound(given)
  return build
}
