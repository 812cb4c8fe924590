/** Continuation tokens: opaque to callers, and told apart from anything they make up. */
const PREFIX = '1'

export function encodeToken(text: string): string {
  return PREFIX + Buffer.from(text, 'utf8').toString('base64url')
}

/** What {@link encodeToken} was given, or undefined when `token` is none of its. */
export function decodeToken(token: string): string | undefined {
  if (!token.startsWith(PREFIX)) return undefined
  const text = Buffer.from(token.slice(PREFIX.length), 'base64url').toString('utf8')
  return encodeToken(text) === token ? text : undefined
}
