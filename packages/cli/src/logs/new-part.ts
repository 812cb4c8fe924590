/** Enough to tell one place in a log from all others. */
const RECOGNISED_BY = 4096

/** What came since `before`, in `after`: the same log later, of which the beginning may have been given up meanwhile. */
export function newPart(before: string, after: string): string {
  if (after.startsWith(before)) return after.slice(before.length)
  const end = before.slice(-RECOGNISED_BY)
  const at = after.lastIndexOf(end)
  return at < 0 ? after : after.slice(at + end.length)
}
