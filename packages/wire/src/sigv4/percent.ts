/** Percent-encoding over byte strings (one character a byte), as SigV4 defines it. */

const ENCODED = Array.from({ length: 256 }, (_, byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
const RESERVED = /[^A-Za-z0-9\-._~]/g
const RESERVED_BUT_SLASH = /[^A-Za-z0-9\-._~/]/g

const encoded = (character: string) => ENCODED[character.charCodeAt(0) & 0xff] ?? ''

/** Encodes everything but `A-Z a-z 0-9 - . _ ~`. */
export function encodeBytes(text: string): string {
  return text.replace(RESERVED, encoded)
}

/** Like {@link encodeBytes}, but leaves `/` alone. */
export function encodePath(path: string): string {
  return path.replace(RESERVED_BUT_SLASH, encoded)
}

/** Decodes `%XX`; a `%` that starts no such sequence stays as it is. */
export function decodeBytes(text: string): string {
  if (!text.includes('%')) return text
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
