import { invalidNextToken } from './errors.ts'

const PREFIX = 'tp1.'

/** A page of `items`, which are in a stable order, after the one whose key the token holds. */
export function paged<T>(
  items: T[],
  keyOf: (item: T) => string,
  { MaxResults: size, NextToken: token }: { MaxResults?: number; NextToken?: string },
  usual: number,
): { items: T[]; nextToken?: string } {
  const start = token === undefined ? 0 : after(items, keyOf, token)
  const shown = items.slice(start, start + (size ?? usual))
  const last = shown.at(-1)
  const isWhole = start + shown.length >= items.length || last === undefined
  return { items: shown, nextToken: isWhole ? undefined : PREFIX + Buffer.from(keyOf(last)).toString('base64url') }
}

/** Where the list goes on. What the token names may have gone meanwhile: the list ends then rather than begin again. */
function after<T>(items: T[], keyOf: (item: T) => string, token: string): number {
  const key = Buffer.from(token.slice(PREFIX.length), 'base64url')
  if (!token.startsWith(PREFIX) || PREFIX + key.toString('base64url') !== token) throw invalidNextToken()
  const index = items.findIndex((item) => keyOf(item) === key.toString('utf8'))
  return index < 0 ? items.length : index + 1
}
