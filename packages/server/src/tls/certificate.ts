import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import type { Validity } from './validity.ts'

/** A certificate that connections can be served with. */
export interface Certificate extends Validity {
  /** PEM: the certificate, and behind it those between it and its authority. */
  chain: string
  /** PEM. Secret. */
  privateKey: string
  leaf: X509Certificate
}

/** Reads certificate and key; throws an Error that says what is wrong with them and quotes nothing of the key. */
export function readCertificate(chain: string, privateKey: string): Certificate {
  const leaf = parsed('certificate', () => new X509Certificate(chain))
  const key = privateKeyOf(privateKey)
  if (!leaf.checkPrivateKey(key)) throw new Error('the private key belongs to another certificate')
  // What TLS itself refuses (keys that are too weak, for example) is to be known before a connection needs it.
  parsed('certificate', () => createSecureContext({ cert: chain, key: privateKey }))
  return { chain, privateKey, leaf, notBefore: leaf.validFromDate.getTime(), notAfter: leaf.validToDate.getTime() }
}

function privateKeyOf(pem: string): KeyObject {
  if (/^-----BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED/m.test(pem)) {
    throw new Error('the private key is protected by a passphrase; it must be one without')
  }
  return parsed('private key', () => createPrivateKey(pem))
}

function parsed<T>(what: string, parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    throw new Error(`the ${what} cannot be used: ${(cause as Error).message}`, { cause })
  }
}

/** Reads a file of ours that holds certificate and key together, so that a crash never leaves one without the other. */
export function readCombined(text: string): Certificate {
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/g) ?? []
  const [key = ''] = text.match(/-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n/) ?? []
  return readCertificate(certificates.join(''), key)
}

export function combined({ certificate, privateKey }: { certificate: string; privateKey: string }): string {
  return certificate + privateKey
}
