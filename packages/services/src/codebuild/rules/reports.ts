import { named, type Place, reportGroupName } from './arns.ts'
import { stableUuid } from './stable-uuid.ts'

/**
 * Name of the group that a buildspec means by `given`; undefined for an ARN that leads elsewhere. Only a group that is named
 * plainly is made on demand (documented).
 */
export function groupOf(
  place: Place,
  projectName: string,
  given: string,
): { name: string; mayBeMade: boolean } | undefined {
  if (!given.startsWith('arn:')) return { name: reportGroupName(projectName, given), mayBeMade: true }
  const name = named(place, 'report-group', given)
  return name === undefined ? undefined : { name, mayBeMade: false }
}

/** The id of the report that a build makes of a group: the same each time it is asked for. */
export const reportId = (groupName: string, buildId: string, position: number) =>
  `${groupName}:${stableUuid(`${buildId} ${groupName} ${position}`)}`

/** `<group>:<uuid>` */
export const isReportId = (id: string) => /^[A-Za-z0-9][\w-]{1,127}:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
