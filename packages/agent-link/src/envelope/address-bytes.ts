import { isIPv4 } from 'node:net'

/** The 4 or 16 bytes of an IP address, however it is spelt, as certificates hold them (RFC 5280, 4.2.1.6). */
export function addressBytes(address: string): Uint8Array<ArrayBuffer> {
  if (isIPv4(address)) return Uint8Array.from(address.split('.'), Number)
  // "::" stands for as many zeros as are missing.
  const [front = [], back = []] = address.split('::').map(groupBytes)
  const bytes = new Uint8Array(16)
  bytes.set(front)
  bytes.set(back, bytes.length - back.length)
  return bytes
}

function groupBytes(groups: string): number[] {
  return groups
    .split(':')
    .filter((group) => group !== '')
    .flatMap((group) => {
      if (group.includes('.')) return [...addressBytes(group)]
      const value = Number.parseInt(group, 16)
      return [value >> 8, value & 0xff]
    })
}
