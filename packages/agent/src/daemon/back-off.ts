/** Milliseconds until credentials are looked for again: an instance profile that is attached now shall work within seconds. */
export const WITHOUT_CREDENTIALS_MS = 3000

const GROWTH = 1.2675
const MOST_SECONDS = 90
const COUNTED_ERRORS = 10

/** Seconds to wait after the `errors`-th poll in a row that failed: 10, 13, 17, 21, 27, 34, 44, 56, 71, 90, 90, ... */
export function backOffSeconds(errors: number): number {
  const counted = Math.min(errors, COUNTED_ERRORS)
  return Math.floor((GROWTH ** counted * MOST_SECONDS) / GROWTH ** COUNTED_ERRORS)
}
