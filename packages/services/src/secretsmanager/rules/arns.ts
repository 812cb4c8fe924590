import { formatArn, parseArn } from '@towpath/base'

/** Where a secret is. */
export interface Place {
  account: string
  region: string
}

/** Characters that AWS puts behind a secret's name in its ARN, so that a secret made anew is another one. */
export const SUFFIX_LENGTH = 6

/** `suffix` is absent while a secret is being made: policies see the bare name then. */
export function secretArn({ account, region }: Place, name: string, suffix?: string): string {
  const resource = `secret:${name}${suffix === undefined ? '' : `-${suffix}`}`
  return formatArn({ service: 'secretsmanager', account, region, resource })
}

/** What a caller can mean by a name or an ARN: names with, where the ARN is whole, their suffix. Likeliest first. */
export function meant(place: Place, given: string): { name: string; suffix?: string }[] {
  if (!given.startsWith('arn:')) return [{ name: given }]
  const parsed = parseArn(given)
  const isHere =
    parsed?.service === 'secretsmanager' && parsed.account === place.account && parsed.region === place.region
  if (!isHere || !parsed.resource.startsWith('secret:')) return []
  const resource = parsed.resource.slice('secret:'.length)
  const whole = /^(.+)-([A-Za-z0-9]{6})$/.exec(resource)
  const [, name = '', suffix = ''] = whole ?? []
  // An ARN without its suffix is taken as well (documented).
  return [...(whole ? [{ name, suffix }] : []), { name: resource }]
}
