import { type Address, endpointOf, isEveryAddress } from './endpoint.ts'
import type { FrontDoor } from './front-door.ts'

/**
 * Sees to it that the instances on this machine reach the control plane, and resolves with where they do.
 *
 * That is always plain HTTP: on the address of their bridge, which the firewall keeps from everybody but instances and
 * this machine, or on loopback. Nothing of it passes a wire, and instances need not trust an authority.
 *
 * `earlier`: the port they had when the control plane ran the last time; it is kept, so that a restart does not
 * disturb them.
 */
export async function listenForInstances(
  door: FrontDoor,
  options: { main: Address; tls: boolean; gateway: string | undefined; earlier: number | undefined },
): Promise<string> {
  const { main, tls, gateway, earlier } = options
  if (!tls && gateway === undefined) return endpointOf('http', main)
  const host = gateway ?? '127.0.0.1'
  if (!tls && isEveryAddress(main.host)) return endpointOf('http', { host, port: main.port })

  for (const port of [main.port, earlier]) {
    if (port === undefined) continue
    try {
      return endpointOf('http', await door.listen(host, port))
    } catch (error) {
      // Listening on all addresses takes the port of this one, too.
      if (!isInUse(error)) throw error
    }
  }
  return endpointOf('http', await door.listen(host, 0))
}

function isInUse(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined
  return cause?.code === 'EADDRINUSE'
}
