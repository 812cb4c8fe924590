import { formatArn, parseArn } from '@towpath/base'

/** Where a resource is. */
export interface Place {
  account: string
  region: string
}

const arn = ({ account, region }: Place, resource: string) =>
  formatArn({ service: 'codebuild', account, region, resource })

export const projectArn = (place: Place, name: string) => arn(place, `project/${name}`)
/** `id`: `<project>:<uuid>`. */
export const buildArn = (place: Place, id: string) => arn(place, `build/${id}`)
export const buildBatchArn = (place: Place, id: string) => arn(place, `build-batch/${id}`)
export const reportGroupArn = (place: Place, name: string) => arn(place, `report-group/${name}`)
/** `id`: `<group>:<uuid>`. */
export const reportArn = (place: Place, id: string) => arn(place, `report/${id}`)
export const sourceCredentialsArn = (place: Place, serverType: string) =>
  arn(place, `token/${serverType.toLowerCase()}`)

export type Kind = 'project' | 'build' | 'build-batch' | 'report-group' | 'report' | 'token'

/**
 * What a caller means who gives a name or id, or (accepted wherever a name is, observed) an ARN. Undefined for the ARN
 * of another kind, or of another account or region: nothing there can be had from here.
 */
export function named(place: Place, kind: Kind, given: string): string | undefined {
  if (!given.startsWith('arn:')) return given
  const parsed = parseArn(given)
  const isHere = parsed?.service === 'codebuild' && parsed.account === place.account && parsed.region === place.region
  return isHere && parsed.resource.startsWith(`${kind}/`) ? parsed.resource.slice(kind.length + 1) : undefined
}

/** The project that a build, or the group that a report, belongs to, by its id. */
export function ownerOf(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf(':')))
}

/** `<project>:<uuid>` */
export function isBuildId(id: string): boolean {
  return /^[A-Za-z0-9][\w-]{1,149}:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
}

/** Name of the group for a report that a buildspec names without an ARN (documented). */
export const reportGroupName = (projectName: string, name: string) => `${projectName}-${name}`
