import { formatArn, parseArn } from '@towpath/base'
import { isName } from './names.ts'

/** Where a resource is. */
export interface Place {
  account: string
  region: string
}

const arn = ({ account, region }: Place, resource: string) =>
  formatArn({ service: 'codedeploy', account, region, resource })

export const applicationArn = (place: Place, name: string) => arn(place, `application:${name}`)
export const deploymentGroupArn = (place: Place, application: string, name: string) =>
  arn(place, `deploymentgroup:${application}/${name}`)
export const deploymentConfigArn = (place: Place, name: string) => arn(place, `deploymentconfig:${name}`)

/** `id` are the ten characters that the registration drew; while a name is not registered there are none. */
export const onPremisesInstanceArn = (place: Place, name: string, id?: string) =>
  arn(place, `instance/${name}${id === undefined ? '' : `_${id}`}`)

/** What carries resource tags, as its ARN names it. */
export type TaggedResource = { application: string; deploymentGroup?: string } & Place

/**
 * The application or deployment group that an ARN names; `other` when it is the ARN of something that cannot carry
 * tags here, and undefined when it is none.
 */
export function parseTaggedResource(text: string): TaggedResource | 'other' | undefined {
  const parsed = parseArn(text)
  if (!parsed) return undefined
  if (parsed.service !== 'codedeploy') return 'other'
  const { account, region, resource } = parsed
  const [, kind, name = '', group] = /^(application|deploymentgroup):([^/]*)(?:\/(.*))?$/s.exec(resource) ?? []
  if (kind === undefined) return 'other'
  if (!isName(name) || (kind === 'deploymentgroup') !== (group !== undefined)) return undefined
  if (group === undefined) return { account, region, application: name }
  return isName(group) ? { account, region, application: name, deploymentGroup: group } : undefined
}
