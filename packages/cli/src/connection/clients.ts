import type { Connection } from './find.ts'

/** Settings that every SDK client gets: the control plane's address and the caller's key. */
export function clientSettings(connection: Connection) {
  return {
    endpoint: connection.endpoint,
    region: connection.region,
    credentials: connection.credentials,
    maxAttempts: 4,
  }
}
