import { BlockList, isIP } from 'node:net'
import type { Matcher } from './operators.ts'

/** An address, or a range as `10.0.0.0/8`; IPv4 and IPv6. */
export function ipAddressMatcher(expected: string): Matcher | undefined {
  const [address = '', prefix, ...rest] = expected.split('/')
  const family = isIP(address)
  const bits = family === 6 ? 128 : 32
  if (family === 0 || rest.length > 0) return undefined
  if (prefix !== undefined && !(/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits)) return undefined
  const range = new BlockList()
  range.addSubnet(address, prefix === undefined ? bits : Number(prefix), family === 6 ? 'ipv6' : 'ipv4')
  return (actual) => {
    const kind = isIP(actual)
    return kind !== 0 && range.check(actual, kind === 6 ? 'ipv6' : 'ipv4')
  }
}
