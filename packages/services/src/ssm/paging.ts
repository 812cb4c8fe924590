import { isPageToken, type Page, page } from '@towpath/base'
import { invalidNextToken } from './errors.ts'

/** One page of `items`, which are in order of `keyOf`. */
export function paged<T>(
  items: T[],
  keyOf: (item: T) => string,
  { MaxResults, NextToken }: { MaxResults?: number; NextToken?: string },
  usual: number,
): Page<T> {
  if (NextToken !== undefined && !isPageToken(NextToken)) throw invalidNextToken()
  return page(items, keyOf, MaxResults ?? usual, NextToken)
}
