import type { Clock, Logger } from '@towpath/base'
import type { Certificate } from './certificate.ts'
import type { CertificateSource } from './certificate-source.ts'
import { warningOf } from './validity.ts'

/** Asks `source` regularly and tells when its certificate is another one. What fails is logged, once for each reason. */
export function keepCurrent(source: CertificateSource, first: Certificate, deps: { clock: Clock; log: Logger }) {
  const { clock, log } = deps
  const stopping = new AbortController()
  let running: Promise<void> | undefined
  let served = first
  let told = ''

  async function run(changed: (certificate: Certificate) => void): Promise<void> {
    while (!stopping.signal.aborted) {
      await clock.sleep(source.period, stopping.signal)
      if (stopping.signal.aborted) return
      await look(changed)
    }
  }

  async function look(changed: (certificate: Certificate) => void): Promise<void> {
    try {
      const next = await source.current()
      if (next.chain !== served.chain || next.privateKey !== served.privateKey) {
        changed(next)
        served = next
        log.info(
          { serial: next.leaf.serialNumber, until: next.leaf.validTo },
          'TLS uses another certificate from now on',
        )
      }
      warn(warningOf(served, clock.now()))
    } catch (error) {
      warn(`cannot be replaced: ${(error as Error).message}`)
    }
  }

  function warn(what: string | undefined): void {
    if (what !== undefined && what !== told) log.warn({ what }, 'the certificate for TLS needs care')
    told = what ?? ''
  }

  return {
    start(changed: (certificate: Certificate) => void): void {
      running ??= run(changed)
    },
    async stop(): Promise<void> {
      stopping.abort()
      await running
    },
  }
}
