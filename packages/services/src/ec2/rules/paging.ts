import { isPageToken, type Page, page } from '@towpath/base'
import { invalidParameterCombination, invalidParameterValue } from '../errors.ts'

const LIMITS = { least: 5, most: 1000 }

/** One page as MaxResults and NextToken ask for it; all when they do not. `what` were named one by one, or not. */
export function pageOf<T>(
  items: T[],
  keyOf: (item: T) => string,
  asked: { MaxResults?: number; NextToken?: string },
  named: boolean,
): Page<T> {
  const { MaxResults, NextToken } = asked
  if (MaxResults !== undefined && named) {
    throw invalidParameterCombination('The parameter instancesSet cannot be used with the parameter maxResults')
  }
  if (MaxResults !== undefined && (MaxResults < LIMITS.least || MaxResults > LIMITS.most)) {
    throw invalidParameterValue(
      `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value between ${LIMITS.least} and ${LIMITS.most}.`,
    )
  }
  if (NextToken !== undefined && !isPageToken(NextToken))
    throw invalidParameterValue('Unable to parse pagination token')
  const sorted = items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  return page(sorted, keyOf, MaxResults ?? (NextToken === undefined ? sorted.length || 1 : LIMITS.most), NextToken)
}
