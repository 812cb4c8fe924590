export interface Address {
  host: string
  port: number
}

/** `https://HOST:PORT`, with this machine in the place of "all addresses". */
export function endpointOf(scheme: 'http' | 'https', { host, port }: Address): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `${scheme}://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

/** Whether listening there means listening on all addresses of the machine. */
export function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}
