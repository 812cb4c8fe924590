import { isPageToken, type Page, page } from '@towpath/base'
import { batchLimitExceeded, invalidNextToken } from './errors.ts'
import { BATCH_LIMIT, PAGE_SIZE } from './rules/quotas.ts'

/** The page of `items` (sorted by the unique text `keyOf`) that a caller's `nextToken` asks for. */
export function pageOf<T>(items: T[], keyOf: (item: T) => string, nextToken: string | undefined): Page<T> {
  if (nextToken !== undefined && !isPageToken(nextToken)) throw invalidNextToken(nextToken)
  return page(items, keyOf, PAGE_SIZE, nextToken)
}

/** Refuses a Batch… call that names too much. */
export function checkBatch(items: unknown[], limit = BATCH_LIMIT): void {
  if (items.length > limit) throw batchLimitExceeded(limit, items.length)
}
