import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, Ids, Logger } from '@towpath/base'
import type { Config } from '../config/fields.ts'
import type { Certificate } from './certificate.ts'
import type { CertificateSource } from './certificate-source.ts'
import { givenCertificate } from './given-certificate.ts'
import { keepCurrent } from './keep-current.ts'
import { ownCertificate } from './own-certificate.ts'
import { serverNames } from './server-names.ts'
import { thisMachine } from './this-machine.ts'
import type { Transport } from './transport.ts'
import { warningOf } from './validity.ts'

export interface TlsDeps {
  config: Config
  dataFolder: string
  clock: Clock
  ids: Ids
  log: Logger
}

/** TLS of a control plane: what it serves with now, and what it should serve with later. */
export interface Tls {
  /** At the start. */
  certificate: Certificate
  /** See {@link CertificateSource}. */
  caFile?: string
  warnings: string[]
  /** Calls `changed` whenever connections made from then on are to be served with another certificate. */
  start(changed: (certificate: Certificate) => void): void
  stop(): Promise<void>
}

/**
 * Resolves with what is needed to serve TLS. Rejects with a UsageError where the operator's files, or those of our own
 * authority, will not do.
 */
export async function openTls(transport: Exclude<Transport, 'http'>, deps: TlsDeps): Promise<Tls> {
  const source = await sourceFor(transport, deps)
  const certificate = await source.current()
  const keeping = keepCurrent(source, certificate, deps)
  const warning = warningOf(certificate, deps.clock.now())
  const warnings = warning ? [`The certificate for TLS ${warning}.`] : []
  return { certificate, caFile: source.caFile, warnings, ...keeping }
}

async function sourceFor(transport: Exclude<Transport, 'http'>, deps: TlsDeps): Promise<CertificateSource> {
  const { listen, tlsNames, tlsCert, tlsKey } = deps.config
  if (transport === 'given-certificate') return givenCertificate({ cert: tlsCert, key: tlsKey })
  const folder = join(deps.dataFolder, 'tls')
  await mkdir(folder, { recursive: true, mode: 0o755 })
  return ownCertificate(folder, { ...deps, names: () => serverNames(listen.host, tlsNames, thisMachine()) })
}
