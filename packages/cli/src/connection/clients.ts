import { Agent } from 'node:https'
import type { Connection } from './find.ts'
import { trustedAuthorities } from './trust.ts'

/** Connections that the SDK keeps to one endpoint by default. */
const MAX_SOCKETS = 50

/** Settings that every SDK client gets: the control plane's address, whom to trust there, and the caller's key. */
export function clientSettings(connection: Connection) {
  const ca = trustedAuthorities(connection)
  return {
    endpoint: connection.endpoint,
    region: connection.region,
    credentials: connection.credentials,
    maxAttempts: 4,
    ...(ca && { requestHandler: { httpsAgent: new Agent({ ca, keepAlive: true, maxSockets: MAX_SOCKETS }) } }),
  }
}
