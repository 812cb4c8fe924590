import { randomBytes, randomUUID } from 'node:crypto'

/** Identifiers and secrets, handed in from outside so that tests can foresee them. */
export interface Ids {
  /** Lower-case UUID, version 4. */
  uuid(): string
  /** `length` characters out of `alphabet`, each equally likely. */
  random(length: number, alphabet: string): string
}

export const LOWER_HEX = '0123456789abcdef'
export const UPPER_ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
/** Base 32 without 0, 1, 8, 9, as in the unique ids of IAM (`AKIA...`, `AROA...`). */
export const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
export const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Identifiers from the operating system's random source. Safe for secrets. */
export const randomIds: Ids = {
  uuid: () => randomUUID(),
  random(length, alphabet) {
    // Bytes at or above the largest multiple of the alphabet are thrown away, so that no character is favoured.
    const limit = 256 - (256 % alphabet.length)
    let out = ''
    while (out.length < length) {
      for (const byte of randomBytes(length - out.length + 16)) {
        if (byte < limit && out.length < length) out += alphabet[byte % alphabet.length]
      }
    }
    return out
  },
}
