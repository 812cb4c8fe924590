import { isPageToken, type Page, page } from '@towpath/base'
import { invalidInput } from '../errors.ts'

/** The most that one answer gives; what a caller who asks for none gets. */
const MOST = 100

/** The page of resources, by name, that a caller asks for. */
export function pageByName<T extends { name: string; id: string }>(
  items: T[],
  { MaxResults, NextToken }: { MaxResults?: number; NextToken?: string },
): Page<T> {
  if (NextToken !== undefined && !isPageToken(NextToken))
    throw invalidInput(`"${NextToken}" is not a token of this list`)
  const keyOf = ({ name, id }: T) => `${name}\0${id}`
  const sorted = [...items].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  return page(sorted, keyOf, MaxResults || MOST, NextToken)
}
