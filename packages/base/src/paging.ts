/** One page of a list, and the token that leads to the next. */
export interface Page<T> {
  items: T[]
  nextToken?: string
}

const PREFIX = 'tp1.'

/**
 * The page of `items` that `token` asks for.
 *
 * `items` are all rows in a stable order, `keyOf` gives the unique sort key of each (compared as text). The token
 * remembers the last key given out, so rows that come or go between two calls neither repeat nor hide others.
 * `token` must have passed {@link isPageToken}.
 */
export function page<T>(items: T[], keyOf: (item: T) => string, size: number, token?: string): Page<T> {
  const after = token === undefined ? undefined : decode(token)
  const start = after === undefined ? 0 : items.findIndex((item) => keyOf(item) > after)
  const slice = start < 0 ? [] : items.slice(start, start + size)
  const last = slice.at(-1)
  const more = start >= 0 && start + size < items.length && last !== undefined
  return more ? { items: slice, nextToken: encode(keyOf(last)) } : { items: slice }
}

/** Whether `token` is one that {@link page} gave out. */
export function isPageToken(token: string): boolean {
  return decode(token) !== undefined
}

function encode(key: string): string {
  return PREFIX + Buffer.from(key, 'utf8').toString('base64url')
}

function decode(token: string): string | undefined {
  if (!token.startsWith(PREFIX)) return undefined
  const body = token.slice(PREFIX.length)
  const key = Buffer.from(body, 'base64url')
  return key.toString('base64url') === body ? key.toString('utf8') : undefined
}
