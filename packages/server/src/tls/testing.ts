import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAuthority, createServerCertificate, type KeyPair } from '@towpath/agent-link/envelope/certificates.ts'
import type { Logger } from '@towpath/base'
import { afterEach, beforeEach } from 'vitest'

export const DAY = 86_400_000
/** A moment that certificates made by a test are good at, whatever the clock of the machine says. */
export const NOW = Math.floor(Date.now() / 1000) * 1000

/** A folder for each test of a file. */
export function temporaryFolder(): { path: string } {
  const folder = { path: '' }
  beforeEach(async () => {
    folder.path = await mkdtemp(join(tmpdir(), 'towpath-tls-'))
  })
  afterEach(() => rm(folder.path, { recursive: true, force: true }))
  return folder
}

/** A server's certificate for loopback from an authority of its own, and that authority's. */
export async function serverPair(name = 'Test', days = 10): Promise<KeyPair & { ca: string }> {
  const validity = { notBefore: new Date(NOW - DAY), notAfter: new Date(NOW + days * DAY) }
  const authority = await createAuthority({ name: `${name} authority`, ...validity })
  const hosts = ['localhost', '127.0.0.1']
  return { ...(await createServerCertificate(authority, { name, hosts, ...validity })), ca: authority.certificate }
}

/** A logger that keeps the fields and messages of its warnings. */
export function warningsOf(log: Logger): { log: Logger; warnings: string[] } {
  const warnings: string[] = []
  const keeping: Logger = Object.assign(Object.create(log), {
    warn: (fields: unknown, message?: string) => warnings.push(`${message}: ${JSON.stringify(fields)}`),
  })
  return { log: keeping, warnings }
}
