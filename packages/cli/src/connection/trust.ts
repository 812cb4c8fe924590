import { readFileSync } from 'node:fs'
import { getCACertificates } from 'node:tls'
import { UsageError } from '@towpath/base'
import type { Connection } from './find.ts'

/**
 * The authorities that a control plane's certificate may come from: nobody but those in its own file, where it has one;
 * otherwise all that Node, `NODE_EXTRA_CA_CERTS` and the machine know. Undefined where no TLS is spoken.
 */
export function trustedAuthorities({
  endpoint,
  caFile,
}: Pick<Connection, 'endpoint' | 'caFile'>): string[] | undefined {
  if (!endpoint.startsWith('https:')) return undefined
  if (caFile === undefined) return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])]
  try {
    return [readFileSync(caFile, 'utf8')]
  } catch (cause) {
    throw new UsageError(`Cannot read ${caFile}, which is to be trusted for ${endpoint}: ${(cause as Error).message}`, {
      cause,
    })
  }
}
