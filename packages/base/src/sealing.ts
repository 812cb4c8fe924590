import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { UsageError } from './errors.ts'

/** Keeps secrets at rest. The key comes from outside the database, so a copy of the database alone reveals nothing. */
export interface SealingKey {
  /**
   * `text`, encrypted and protected against change, as URL-safe text. `purpose` says what the secret is for
   * (`iam.access-key`): what was sealed for one purpose cannot be opened for another.
   */
  seal(text: string, purpose: string): string
  /** What was sealed, or undefined when `sealed` was not made with this key for this purpose. */
  open(sealed: string, purpose: string): string | undefined
}

const NONCE_BYTES = 12
const TAG_BYTES = 16
const MINIMUM_KEY_BYTES = 32
/** First byte of everything sealed, so that another scheme can follow. */
const SCHEME = 1

/**
 * Seals with AES-256-GCM. Each purpose has its own key, derived from `secret` (at least 32 random bytes) by HKDF.
 * Sealed text is `scheme | nonce | ciphertext | tag` in base64url.
 */
export function sealingKey(secret: Uint8Array): SealingKey {
  if (secret.length < MINIMUM_KEY_BYTES) {
    throw new UsageError(`The sealing key is ${secret.length} bytes long; give it ${MINIMUM_KEY_BYTES} random bytes`)
  }
  const keys = new Map<string, Buffer>()
  const keyFor = (purpose: string): Buffer => {
    const known = keys.get(purpose)
    if (known) return known
    const key = Buffer.from(hkdfSync('sha256', secret, '', `towpath sealing: ${purpose}`, 32))
    keys.set(purpose, key)
    return key
  }

  return {
    seal(text, purpose) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', keyFor(purpose), nonce, { authTagLength: TAG_BYTES })
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(SCHEME), nonce, body, cipher.getAuthTag()]).toString('base64url')
    },
    open(sealed, purpose) {
      const bytes = Buffer.from(sealed, 'base64url')
      if (bytes.length < 1 + NONCE_BYTES + TAG_BYTES || bytes[0] !== SCHEME) return undefined
      // Decoding ignores what is not base64url; only the one spelling that `seal` gives is accepted.
      if (bytes.toString('base64url') !== sealed) return undefined
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', keyFor(purpose), nonce, { authTagLength: TAG_BYTES })
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
      try {
        const body = decipher.update(bytes.subarray(1 + NONCE_BYTES, -TAG_BYTES))
        return Buffer.concat([body, decipher.final()]).toString('utf8')
      } catch {
        return undefined
      }
    },
  }
}
