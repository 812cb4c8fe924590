import type { ReportType } from '@aws-sdk/client-codebuild'
import { type Clock, ServiceError } from '@towpath/base'
import type { Store } from '@towpath/storage'
import { buildArn, reportArn, reportGroupArn } from '../rules/arns.ts'
import { QUOTAS, REPORT_DAYS } from '../rules/quotas.ts'
import { groupOf, reportId } from '../rules/reports.ts'
import { ReportDetails } from '../state/report-details.ts'
import { ReportGroups, type StoredReportGroup } from '../state/report-groups.ts'
import { Reports } from '../state/reports.ts'
import { exportReport } from './export-report.ts'
import { REPORT_READERS } from './formats/index.ts'
import { type ReadReport, readReport } from './read-report.ts'
import type { KeptReports, ReportedBuild, ReportFiles, StoreReports } from './report-files.ts'

const DAY = 86_400_000

interface Deps {
  store: Store
  clock: Pick<Clock, 'now'>
}

/** What builds keep their reports with. Run it outside of transactions: it reads files and calls S3. */
export function reportStore(deps: Deps): StoreReports {
  return async (build, reports) => {
    const kept: KeptReports = { reportArns: [], notes: [] }
    for (const [position, report] of reports.entries()) {
      const group = await groupFor(deps, build, report)
      const noted = (note: string) => kept.notes.push(`Report group ${report.group}: ${note}`)
      if ('note' in group) noted(group.note)
      else {
        const id = reportId(group.name, build.buildId, position)
        const { notes } = await keep(deps, build, { report, group, id })
        for (const note of notes) noted(note)
        kept.reportArns.push(reportArn(build, id))
      }
    }
    return kept
  }
}

/** The group of a report, made if need be; or why it can have none. */
async function groupFor(
  { store, clock }: Deps,
  build: ReportedBuild,
  report: ReportFiles,
): Promise<StoredReportGroup | { note: string }> {
  const wanted = groupOf(build, build.projectName, report.group)
  if (!wanted) return { note: 'it is not in this account and region' }
  const arn = reportGroupArn(build, wanted.name)
  const denied = async (action: string) =>
    (await build.role.may(action, arn))
      ? undefined
      : { note: `the service role is not authorized to perform: ${action} on resource: ${arn}` }
  const refusal = await denied('codebuild:CreateReport')
  if (refusal) return refusal
  const { type } = REPORT_READERS[report.format]
  const present = await new ReportGroups(store.db, build).find(wanted.name)
  if (present) return present.type === type ? present : { note: `it takes no reports of format ${report.format}` }
  if (!wanted.mayBeMade) return { note: 'there is no such group' }
  return (
    (await denied('codebuild:CreateReportGroup')) ?? makeGroup(store, build, { name: wanted.name, type }, clock.now())
  )
}

function makeGroup(
  store: Store,
  build: ReportedBuild,
  { name, type }: { name: string; type: ReportType },
  now: number,
): Promise<StoredReportGroup | { note: string }> {
  return store.transaction(async (db) => {
    const groups = new ReportGroups(db, build)
    if ((await groups.list()).length >= QUOTAS.reportGroups) return { note: 'there are too many report groups already' }
    const settings = { exportConfig: { exportConfigType: 'NO_EXPORT' as const }, tags: [] }
    const group = { name, type, settings, createdAt: now, modifiedAt: now }
    await groups.create(group)
    return (await groups.find(name)) ?? group
  })
}

async function keep(
  { store, clock }: Deps,
  build: ReportedBuild,
  { report, group, id }: { report: ReportFiles; group: StoredReportGroup; id: string },
): Promise<ReadReport> {
  const read = await readReport(report)
  const { exportConfig } = group.settings
  try {
    await exportReport(build, exportConfig, id, read.raw)
  } catch (error) {
    // Also a destination that was never right: the group was made without asking S3.
    if (!(error instanceof ServiceError)) throw error
    read.status = 'INCOMPLETE'
    read.notes.push(`the raw files cannot be exported: ${error.code}: ${error.message}`)
  }
  const now = clock.now()
  const name = report.group.startsWith('arn:') ? group.name : report.group
  const details = { name, type: group.type, executionId: buildArn(build, build.buildId), truncated: read.truncated }
  await store.transaction(async (db) => {
    await new Reports(db, build).put({
      id,
      groupName: group.name,
      status: read.status,
      details: { ...details, exportConfig, ...read.details },
      createdAt: now,
      expiresAt: now + REPORT_DAYS * DAY,
    })
    const kept = new ReportDetails(db, build)
    await kept.putTestCases(id, read.cases)
    await kept.putCoverages(id, read.coverages)
  })
  return read
}
