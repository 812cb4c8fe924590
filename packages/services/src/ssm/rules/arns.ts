import { formatArn, parseArn } from '@towpath/base'

/** Where a parameter is. */
export interface Place {
  account: string
  region: string
}

/** The slash that a path begins with is not doubled: `/a/b` is `parameter/a/b`, and so is `a` `parameter/a`. */
export function parameterArn({ account, region }: Place, name: string): string {
  return formatArn({ service: 'ssm', account, region, resource: `parameter/${name.replace(/^\//, '')}` })
}

/**
 * The names that a caller can mean who gives a name or an ARN, likeliest first. None for the ARN of something else, or of
 * another account or region.
 */
export function namesOf(place: Place, given: string): string[] {
  if (!given.startsWith('arn:')) return [given]
  const parsed = parseArn(given)
  const isHere = parsed?.service === 'ssm' && parsed.account === place.account && parsed.region === place.region
  if (!isHere || !parsed.resource.startsWith('parameter/')) return []
  const name = parsed.resource.slice('parameter/'.length)
  return name.includes('/') ? [`/${name}`] : [name, `/${name}`]
}
