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
