/** Documented: the only numbers of days for which a group can keep its events. */
export const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

const DAY = 24 * 60 * 60 * 1000

/** Events before this have expired; undefined: none ever do. */
export function expiredBefore(retentionDays: number | undefined, now: number): number | undefined {
  return retentionDays === undefined ? undefined : now - retentionDays * DAY
}
