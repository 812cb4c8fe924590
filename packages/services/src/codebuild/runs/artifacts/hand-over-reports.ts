import { readFile } from 'node:fs/promises'
import type { RoleCalls } from '../../ports/build-roles.ts'
import type { ReportFiles } from '../../reports/report-files.ts'
import type { Collected } from '../build-context.ts'
import type { BuildSession } from '../build-session.ts'
import { selectArtifact } from './select-artifact.ts'

/** Hands the files of all reports of the buildspec to who keeps them. Resolves to the reports' ARNs. */
export async function handOverReports(session: BuildSession, role: RoleCalls, collected: Collected): Promise<string[]> {
  const { deps, scope, record, context } = session
  const specs = context?.sources?.buildspec.reports ?? []
  if (specs.length === 0) return []
  const reports: ReportFiles[] = []
  for (const [index, spec] of specs.entries()) {
    session.log.say(`Preparing to copy ${spec.fileFormat} report ${spec.group}`)
    const baseDirectory = collected.reportDirectories[index]
    const files = await selectArtifact(session, spec, { baseDirectory, collected })
    reports.push({
      group: spec.group,
      format: spec.fileFormat,
      files: files.map(({ path, size, real }) => ({ path, size, read: () => readFile(real) })),
    })
  }
  const build = { ...scope, projectName: record.projectName, buildId: record.id, role }
  const { reportArns, notes } = await deps.storeReports(build, reports)
  session.log.say(...notes)
  return reportArns
}
