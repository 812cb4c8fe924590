import { invalidNextToken, tooMany } from './errors.ts'
import { BATCH_LIMIT } from './rules/quotas.ts'

/** Where a page goes on: after what has this key and id. */
export interface Position {
  key: number | string
  id: string
}

const PREFIX = 'tp1.'

/** The token that leads to what comes after a position. */
export function tokenOf({ key, id }: Position): string {
  return PREFIX + Buffer.from(JSON.stringify([key, id])).toString('base64url')
}

/** The position in a token; undefined without one. Refuses what no page of that kind gave out. */
export function positionOf<T extends 'number' | 'string'>(
  token: string | undefined,
  type: T,
): (Position & { key: T extends 'number' ? number : string }) | undefined {
  if (token === undefined) return undefined
  const parsed = token.startsWith(PREFIX) ? parse(Buffer.from(token.slice(PREFIX.length), 'base64url')) : undefined
  const [key, id] = Array.isArray(parsed) ? parsed : []
  const isWhole = typeof key === type && typeof id === 'string' && (type === 'string' || Number.isSafeInteger(key))
  if (!isWhole || tokenOf({ key, id }) !== token) throw invalidNextToken(token)
  return { key, id }
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

/** What a page holds of `items`, which are one more than `size` when there are more, and the token after it. */
export function pageOf<T extends Position>(items: T[], size: number): { items: T[]; nextToken?: string } {
  const kept = items.slice(0, size)
  const last = kept.at(-1)
  return items.length > size && last ? { items: kept, nextToken: tokenOf(last) } : { items: kept }
}

/** The page of `items` in order of key and id, for lists that are sorted in memory. */
export function sortedPage<T extends Position>(
  items: T[],
  { descending, after, size }: { descending: boolean; after?: Position; size: number },
): { items: T[]; nextToken?: string } {
  const direction = descending ? -1 : 1
  const compare = (left: Position, right: Position) =>
    direction * (order(left.key, right.key) || order(left.id, right.id))
  const sorted = items.toSorted(compare)
  const rest = after ? sorted.filter((item) => compare(item, after) > 0) : sorted
  return pageOf(rest, size)
}

const order = (left: number | string, right: number | string) => (left < right ? -1 : left > right ? 1 : 0)

/** Refuses a Batch… call that names too much, and answers each name once. */
export function checkBatch(member: string, names: string[] | undefined): string[] {
  if ((names ?? []).length > BATCH_LIMIT) throw tooMany(member, BATCH_LIMIT, (names ?? []).length)
  return [...new Set(names)]
}
