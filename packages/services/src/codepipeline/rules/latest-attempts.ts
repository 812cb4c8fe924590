interface Started {
  startedAt: number
  id: string
}

/**
 * Of all that has the same key the attempt of the highest rank, ordered as history is: what was started last first. Only
 * what is older than `before`, where it is given.
 */
export function latestAttempts<T extends Started>(
  all: readonly T[],
  { keyOf, rankOf }: { keyOf(item: T): string; rankOf(item: T): number },
  before?: Started,
): T[] {
  const latest = new Map<string, T>()
  for (const item of all) {
    const other = latest.get(keyOf(item))
    if (!other || rankOf(other) < rankOf(item)) latest.set(keyOf(item), item)
  }
  const newestFirst = [...latest.values()].toSorted((left, right) => (isOlder(left, right) ? 1 : -1))
  return newestFirst.filter((item) => before === undefined || isOlder(item, before))
}

const isOlder = (one: Started, other: Started): boolean =>
  one.startedAt < other.startedAt || (one.startedAt === other.startedAt && one.id < other.id)
