import { join } from 'node:path'
import { type Ids, LOWER_HEX, type Logger, UsageError } from '@towpath/base'
import { readIfThere, replaceFile } from '../data-folder/open.ts'
import { type Certificate, combined, readCombined } from './certificate.ts'
import { authorityValidity } from './validity.ts'

/** What clients are given to trust. */
export const CA_FILE = 'ca.pem'
/** The key, with its certificate. */
const KEY_FILE = 'ca-key.pem'

/**
 * The authority in `folder` that signs this control plane's own certificates: made on first use, then kept, because
 * clients pin it. `ca-key.pem` is what counts; `ca.pem` is its public part and is put back when it was lost or damaged.
 */
export async function folderAuthority(
  folder: string,
  deps: { ids: Ids; log: Logger; now: number },
): Promise<Certificate> {
  const path = join(folder, KEY_FILE)
  const [kept, published] = await Promise.all([readIfThere(path), readIfThere(join(folder, CA_FILE))])
  if (kept === undefined && published !== undefined) {
    // A new one in its place would lock out everybody who trusts the old one, without a word.
    throw new UsageError(`${path} is missing, but its certificate ${CA_FILE} is there. ${wayOut(folder)}`)
  }
  const authority = readAuthority(path, kept ?? (await makeAuthority(folder, deps)), deps.now)
  if (published !== authority.chain) await replaceFile(folder, CA_FILE, authority.chain, 0o644)
  return authority
}

function readAuthority(path: string, text: string, now: number): Certificate {
  try {
    const authority = readCombined(text)
    const { leaf, notBefore, notAfter } = authority
    if (!leaf.ca) throw new Error('it is no authority')
    if (leaf.publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('its key is of another kind')
    if (notBefore > now) throw new Error(`it is good from ${leaf.validFrom} on only; is this machine's clock right?`)
    if (notAfter <= now) throw new Error(`it ended on ${leaf.validTo}`)
    return authority
  } catch (cause) {
    throw new UsageError(`Cannot use the authority in ${path}: ${(cause as Error).message}. ${wayOut(path)}`, { cause })
  }
}

/** Resolves with the content of the key file. */
async function makeAuthority(
  folder: string,
  { ids, log, now }: { ids: Ids; log: Logger; now: number },
): Promise<string> {
  // Loaded when it is needed, once in years: it is heavy.
  const { createAuthority } = await import('@towpath/agent-link/envelope/certificates.ts')
  const { notBefore, notAfter } = authorityValidity(now)
  const name = `Towpath authority ${ids.random(8, LOWER_HEX)}`
  const made = await createAuthority({ name, notBefore: new Date(notBefore), notAfter: new Date(notAfter) })
  await replaceFile(folder, KEY_FILE, combined(made))
  log.info({ name, file: join(folder, CA_FILE) }, 'made the authority that clients are to trust for TLS')
  return combined(made)
}

function wayOut(place: string): string {
  return `Restore it, or remove the "tls" folder around ${place} to have a new one made; clients must be given its ${CA_FILE} then.`
}
