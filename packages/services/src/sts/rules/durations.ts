import { validationError } from '../errors.ts'

const HOUR = 3600

/**
 * How long a session of a role lasts, in seconds. Whoever assumes a role from a session of another gets an hour at
 * most, whatever the role allows (documented).
 */
export function roleSessionSeconds(
  asked: number | undefined,
  { maxSessionDuration, chained }: { maxSessionDuration: number; chained: boolean },
): number {
  const seconds = asked ?? HOUR
  if (chained && seconds > HOUR) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    )
  }
  if (seconds > maxSessionDuration) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
  }
  return seconds
}

/** GetSessionToken: 12 hours unless asked otherwise; for root an hour at most (documented). */
export function tokenSessionSeconds(asked: number | undefined, isRoot: boolean): number {
  return isRoot ? Math.min(asked ?? HOUR, HOUR) : (asked ?? 12 * HOUR)
}
