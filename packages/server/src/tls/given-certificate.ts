import { readFile } from 'node:fs/promises'
import { UsageError } from '@towpath/base'
import { type Certificate, readCertificate } from './certificate.ts'
import type { CertificateSource } from './certificate-source.ts'

/** Milliseconds between two looks at the files. */
const PERIOD = 5_000

/**
 * The operator's own pair. It is read again and again rather than watched: what renews certificates replaces links,
 * files or whole folders, and two small files cost nothing.
 */
export function givenCertificate(files: { cert: string; key: string }): CertificateSource {
  let known: Certificate | undefined

  return {
    period: PERIOD,
    async current() {
      const [chain, privateKey] = await Promise.all([read('--tls-cert', files.cert), read('--tls-key', files.key)])
      if (known && known.chain === chain && known.privateKey === privateKey) return known
      try {
        known = readCertificate(chain, privateKey)
        return known
      } catch (cause) {
        const reason = (cause as Error).message
        throw new UsageError(`Cannot serve TLS with --tls-cert ${files.cert} --tls-key ${files.key}: ${reason}`, {
          cause,
        })
      }
    },
  }
}

function read(flag: string, path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: Error) => {
    throw new UsageError(`Cannot read ${flag} ${path}: ${cause.message}`, { cause })
  })
}
