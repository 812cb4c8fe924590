import { isPageToken, type Page, page } from '@towpath/base'
import { invalidNextToken } from './errors.ts'

/** The page of `items` (sorted by the unique text `keyOf`) that a caller's `nextToken` asks for. */
export function pageOf<T>(
  items: T[],
  keyOf: (item: T) => string,
  size: number,
  nextToken: string | undefined,
): Page<T> {
  if (nextToken !== undefined && !isPageToken(nextToken)) throw invalidNextToken(nextToken)
  return page(items, keyOf, size, nextToken)
}

/** A page of history: read from the database newest first, from below the place where the page before it ended. */
export async function historyPage<T, Place>(
  asked: { maxResults?: number; nextToken?: string; most: number },
  place: PlaceText<NoInfer<T>, Place>,
  read: (limit: number, before: Place | undefined) => Promise<T[]>,
): Promise<Page<T>> {
  const { nextToken: token } = asked
  const before = token === undefined ? undefined : decode(token, place)
  if (token !== undefined && before === undefined) throw invalidNextToken(token)
  const size = Math.min(asked.maxResults ?? asked.most, asked.most)
  const found = await read(size + 1, before)
  const items = found.slice(0, size)
  const last = items.at(-1)
  return found.length > size && last ? { items, nextToken: encode(place.of(last)) } : { items }
}

/** How the place of an item in history is written down, and read again: undefined when that was not written here. */
export interface PlaceText<T, Place> {
  of(item: T): string
  parse(text: string): Place | undefined
}

/** By a number that counts up. */
export const BY_NUMBER: PlaceText<{ number: number }, number> = {
  of: ({ number }) => String(number),
  parse: (text) => (/^\d{1,15}$/.test(text) ? Number(text) : undefined),
}

/** By time, and by id where that is the same. */
export const BY_START: PlaceText<{ startedAt: number; id: string }, { startedAt: number; id: string }> = {
  of: ({ startedAt, id }) => `${startedAt}/${id}`,
  parse(text) {
    const [, startedAt, id] = /^(\d{1,15})\/([0-9a-f-]{36})$/.exec(text) ?? []
    return startedAt && id ? { startedAt: Number(startedAt), id } : undefined
  },
}

const PREFIX = 'cp1.'

const encode = (place: string): string => PREFIX + Buffer.from(place).toString('base64url')

function decode<Place>(token: string, place: Pick<PlaceText<never, Place>, 'parse'>): Place | undefined {
  if (!token.startsWith(PREFIX)) return undefined
  const text = Buffer.from(token.slice(PREFIX.length), 'base64url').toString()
  return encode(text) === token ? place.parse(text) : undefined
}
