import { isPageToken, page } from '@towpath/base'
import { validationError } from './errors.ts'

const DEFAULT_SIZE = 100

/** The page that an input asks for; its `IsTruncated` and `Marker` go into the answer as they are. */
export function paged<T>(
  items: T[],
  keyOf: (item: T) => string,
  { Marker, MaxItems }: { Marker?: string; MaxItems?: number },
): { items: T[]; IsTruncated: boolean; Marker?: string } {
  if (Marker !== undefined && !isPageToken(Marker)) throw validationError(`Invalid Marker: ${Marker}`)
  const { items: found, nextToken } = page(items, keyOf, MaxItems ?? DEFAULT_SIZE, Marker)
  return { items: found, IsTruncated: nextToken !== undefined, Marker: nextToken }
}

/** For lists of entities, which come by name. */
export const nameOf = (entity: { name: string }) => entity.name
