import type { X509Certificate } from 'node:crypto'
import { isIP, SocketAddress } from 'node:net'

/** What this machine is called, as the operating system has it. */
export interface Machine {
  hostname: string
  addresses: string[]
}

const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?'
const DNS_NAME = new RegExp(`^(\\*\\.)?${LABEL}(\\.${LABEL})*$`)

/**
 * A DNS name or IP address in its one spelling, or undefined for what can be neither in a certificate. The first label
 * may be `*`.
 */
export function serverName(text: string): string | undefined {
  const version = isIP(text)
  if (version === 0) {
    const name = text.toLowerCase()
    return name.length <= 253 && DNS_NAME.test(name) ? name : undefined
  }
  // A zone (fe80::1%eth0) means something on one machine only.
  if (text.includes('%')) return undefined
  return new SocketAddress({ address: text, family: version === 6 ? 'ipv6' : 'ipv4' }).address
}

/** All that the certificate of a control plane must be good for, each once. */
export function serverNames(listen: string, extra: string[], { hostname, addresses }: Machine): string[] {
  const wanted = ['localhost', '127.0.0.1', '::1', listen, ...extra, hostname, ...addresses.filter(isForOthers)]
  const names = wanted.map(serverName).filter((name) => name !== undefined)
  return [...new Set(names)].filter((name) => !UNSPECIFIED.includes(name))
}

const UNSPECIFIED = ['0.0.0.0', '::']

/** Link-local addresses are made up anew on each link; nobody is told to use them. */
function isForOthers(address: string): boolean {
  return !/^(fe[89ab][0-9a-f]:|169\.254\.)/i.test(address)
}

/** What a certificate of ours is good for, spelt as {@link serverName} does. */
export function namesIn(certificate: X509Certificate): string[] {
  return (certificate.subjectAltName ?? '')
    .split(', ')
    .map((entry) => serverName(entry.replace(/^(DNS|IP Address):/, '')))
    .filter((name) => name !== undefined)
}
