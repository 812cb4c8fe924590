const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/** The bytes that `text` encodes, or undefined when it is no base 64. Line breaks are allowed. */
export function readBase64(text: string): Uint8Array | undefined {
  const compact = text.replace(/\s+/g, '')
  if (!BASE64.test(compact) || compact.replace(/=+$/, '').length % 4 === 1) return undefined
  return new Uint8Array(Buffer.from(compact, 'base64'))
}

export function writeBase64(bytes: unknown): string {
  if (typeof bytes === 'string') return Buffer.from(bytes, 'utf8').toString('base64')
  if (!(bytes instanceof Uint8Array)) throw new TypeError('A blob must be bytes')
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}
