import { join } from 'node:path'
import type { Clock, Ids, Logger } from '@towpath/base'
import { readIfThere, replaceFile } from '../data-folder/open.ts'
import { CA_FILE, folderAuthority } from './authority.ts'
import { type Certificate, combined, readCombined } from './certificate.ts'
import type { CertificateSource } from './certificate-source.ts'
import { namesIn } from './server-names.ts'
import { isRenewalDue, serverValidity } from './validity.ts'

/** Milliseconds between two looks at dates and names: addresses come and go while a control plane runs. */
const PERIOD = 3_600_000
const SERVER_FILE = 'server.pem'

/** Certificates signed by the authority in `folder`; `names` says what they must be good for at the moment. */
export function ownCertificate(
  folder: string,
  deps: { names(): string[]; clock: Clock; ids: Ids; log: Logger },
): CertificateSource {
  const { clock, ids, log } = deps

  return {
    period: PERIOD,
    caFile: join(folder, CA_FILE),
    async current() {
      const now = clock.now()
      const authority = await folderAuthority(folder, { ids, log, now })
      const names = deps.names()
      const kept = await keptCertificate(folder, log)
      const why = kept ? whyReplace(kept, authority, names, now) : 'there is none'
      if (kept && !why) return kept
      log.info({ why, names }, 'making a certificate for TLS')
      return makeCertificate(folder, authority, names, now)
    },
  }
}

/** Why a kept certificate will not do any longer; undefined when it will. */
export function whyReplace(
  kept: Certificate,
  authority: Certificate,
  names: string[],
  now: number,
): string | undefined {
  if (!kept.leaf.checkIssued(authority.leaf) || !kept.leaf.verify(authority.leaf.publicKey)) return 'another authority'
  if (isRenewalDue(kept, now, serverValidity(now, authority).notAfter)) return 'its dates'
  const known = namesIn(kept.leaf)
  return names.every((name) => known.includes(name)) ? undefined : 'its names'
}

/** What is damaged is replaced like what is missing: nobody but this control plane depends on the file. */
async function keptCertificate(folder: string, log: Logger): Promise<Certificate | undefined> {
  const text = await readIfThere(join(folder, SERVER_FILE))
  if (text === undefined) return undefined
  try {
    return readCombined(text)
  } catch (error) {
    log.warn(
      { file: join(folder, SERVER_FILE), reason: (error as Error).message },
      'the certificate for TLS is damaged',
    )
    return undefined
  }
}

async function makeCertificate(
  folder: string,
  authority: Certificate,
  hosts: string[],
  now: number,
): Promise<Certificate> {
  const { createServerCertificate } = await import('@towpath/agent-link/envelope/certificates.ts')
  const { notBefore, notAfter } = serverValidity(now, authority)
  const made = await createServerCertificate(
    { certificate: authority.chain, privateKey: authority.privateKey },
    { name: 'Towpath control plane', hosts, notBefore: new Date(notBefore), notAfter: new Date(notAfter) },
  )
  await replaceFile(folder, SERVER_FILE, combined(made))
  return readCombined(combined(made))
}
