import type { Ids } from '@towpath/base'
import { LOWER_HEX } from '@towpath/base'
import { imageIdMalformed, imageIdNotFound, instanceIdMalformed } from '../errors.ts'

/** The only image there is: the machine that the control plane runs on. */
export const IMAGE_ID = 'ami-towpath'

/** `i-0123456789abcdef0`, `r-…`, `iip-assoc-…`. */
export const newId = (ids: Ids, prefix: string) => `${prefix}-${ids.random(17, LOWER_HEX)}`

export function checkInstanceId(id: string): string {
  if (!/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) throw instanceIdMalformed(id)
  return id
}

export function checkImageId(id: string): string {
  if (!/^ami-[0-9a-z]+$/.test(id)) throw imageIdMalformed(id)
  if (id !== IMAGE_ID) throw imageIdNotFound(id)
  return id
}

export interface Place {
  account: string
  region: string
}

export const instanceArn = ({ account, region }: Place, id: string) => `arn:aws:ec2:${region}:${account}:instance/${id}`

/** `subnet-…` and the like, the same for an account and region for ever: there is one of each. */
export function defaultId(prefix: string, { account, region }: Place): string {
  let hash = 0n
  for (const letter of `${prefix}/${account}/${region}`)
    hash = (hash * 1099511628211n + BigInt(letter.charCodeAt(0))) % 2n ** 68n
  return `${prefix}-${hash.toString(16).padStart(17, '0')}`
}

/** `10.213.4.2` -> `ip-10-213-4-2` */
export const hostnameOf = (address: string) => `ip-${address.replaceAll('.', '-')}`

/** `ip-10-213-4-2.ec2.internal` */
export function privateDnsName(address: string, region: string): string {
  const domain = region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`
  return `${hostnameOf(address)}.${domain}`
}
