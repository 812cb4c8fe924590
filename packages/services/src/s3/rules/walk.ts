import { afterPrefix, compareKeys } from './key-order.ts'

/**
 * Where in a listing to go on: at a key, after a key, or within a key after something that has it (a version, an
 * upload).
 */
export type Position<Within> = { from: string } | { after: string } | { key: string; within: Within }

/** What a listing is made of: things, and prefixes that stand for all keys starting with them. */
export type Entry<T> = { item: T } | { prefix: string }

export interface Walked<T> {
  entries: Entry<T>[]
  /** Whether more follows. */
  truncated: boolean
}

export interface Walk<T, Within> {
  prefix: string
  /** Empty: no grouping. */
  delimiter: string
  limit: number
  start: Position<Within>
  /** Up to `limit` things from `position` on, in order; fewer only when there are no more. */
  page(position: Position<Within>, limit: number): Promise<T[]>
  positionAfter(item: T): Position<Within>
}

const LARGEST_PAGE = 1000
const SMALLEST_PAGE = 8

/**
 * Lists things by key, those with a common prefix grouped. What a group hides is not read: the walk goes on behind the
 * group, so that a listing costs what it shows and not what it stands for.
 */
export async function walk<T extends { key: string }, Within>(options: Walk<T, Within>): Promise<Walked<T>> {
  const { prefix, delimiter, limit, page, positionAfter } = options
  const entries: Entry<T>[] = []
  if (limit === 0) return { entries, truncated: false }
  let position = options.start
  let size = Math.min(limit + 1, LARGEST_PAGE)
  let group: string | undefined

  for (;;) {
    const items = await page(position, size)
    for (const item of items) {
      if (group !== undefined && item.key.startsWith(group)) continue
      if (entries.length === limit) return { entries, truncated: true }
      group = commonPrefix(item.key, prefix, delimiter)
      entries.push(group === undefined ? { item } : { prefix: group })
    }
    const last = items.at(-1)
    if (!last || items.length < size) return { entries, truncated: false }
    if (group === undefined) {
      position = positionAfter(last)
      size = Math.min(size * 2, LARGEST_PAGE)
    } else {
      const behind = afterPrefix(group)
      if (behind === undefined) return { entries, truncated: false }
      position = { from: behind }
      // Pages that end within a group were read for little.
      size = Math.max(Math.floor(size / 4), SMALLEST_PAGE)
    }
  }
}

/** The group that a key belongs to: its part up to the first delimiter behind the prefix. */
export function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined
  const at = key.indexOf(delimiter, prefix.length)
  return at < 0 ? undefined : key.slice(0, at + delimiter.length)
}

/** Where a listing starts whose caller has seen all up to `marker`, which may be a group. */
export function startPosition(marker: string, prefix: string, delimiter: string): Position<never> {
  if (compareKeys(marker, prefix) < 0 || marker === '') return { from: prefix }
  if (marker.startsWith(prefix) && commonPrefix(marker, prefix, delimiter) === marker) {
    const behind = afterPrefix(marker)
    if (behind !== undefined) return { from: behind }
  }
  return { after: marker }
}
