/** Milliseconds until credentials are looked for again: an instance profile that is attached now shall work within seconds. */
export const WITHOUT_CREDENTIALS_MS = 3000

const GROWTH = 1.2675
const MOST_SECONDS = 90
const COUNTED_ERRORS = 10
const MOST_WITHOUT_ANSWER = 10

/**
 * Seconds to wait after the `errors`-th poll in a row that nobody answered: 1, 2, 4, 8, 10, 10, ... The official agent
 * waits as after a refusal; but a control plane that comes back shall have its hosts within seconds, and one that is
 * not there is not spared anything.
 */
export function reconnectSeconds(errors: number): number {
  return Math.min(2 ** (errors - 1), MOST_WITHOUT_ANSWER)
}

/** Seconds to wait after the `errors`-th poll in a row that was refused: 10, 13, 17, 21, 27, 34, 44, 56, 71, 90, 90, ... */
export function backOffSeconds(errors: number): number {
  const counted = Math.min(errors, COUNTED_ERRORS)
  return Math.floor((GROWTH ** counted * MOST_SECONDS) / GROWTH ** COUNTED_ERRORS)
}
