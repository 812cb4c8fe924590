import { createHash } from 'node:crypto'
import { named, type Place, reportGroupName } from './arns.ts'

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
export function reportId(groupName: string, buildId: string, position: number): string {
  const digest = createHash('sha256').update(`${buildId} ${groupName} ${position}`).digest('hex')
  const variant = ((Number.parseInt(digest.slice(16, 18), 16) & 0x3f) | 0x80).toString(16)
  const parts = [digest.slice(0, 8), digest.slice(8, 12), `4${digest.slice(13, 16)}`, variant + digest.slice(18, 20)]
  return `${groupName}:${parts.join('-')}-${digest.slice(20, 32)}`
}

/** `<group>:<uuid>` */
export const isReportId = (id: string) => /^[A-Za-z0-9][\w-]{1,127}:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
