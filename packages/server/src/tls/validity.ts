const DAY = 86_400_000

/** Clients hold on to the authority, so it outlasts them. */
const AUTHORITY_DAYS = 3650
/** With the day for skewed clocks well below 397, the most that clients accept of a server. */
const SERVER_DAYS = 365
/** A server's certificate is replaced when it has less than this left. */
const RENEW_DAYS = 60
/** A certificate that nobody renews is worth a warning when this much, or this part of its life, is left. */
const WARN_DAYS = 30
const WARN_PART = 1 / 5
/** Clocks of clients may be behind ours. */
const SKEW = DAY

/** From when to when a certificate is good, in milliseconds since the epoch; whole seconds, as certificates count. */
export interface Validity {
  notBefore: number
  notAfter: number
}

export function authorityValidity(now: number): Validity {
  return from(now, AUTHORITY_DAYS)
}

/** A server's certificate never outlasts its authority: clients would refuse it. */
export function serverValidity(now: number, authority: Validity): Validity {
  const { notBefore, notAfter } = from(now, SERVER_DAYS)
  return { notBefore: Math.max(notBefore, authority.notBefore), notAfter: Math.min(notAfter, authority.notAfter) }
}

/** Whether a certificate is to be replaced by one that is good until `replacement`. */
export function isRenewalDue(kept: Validity, now: number, replacement: number): boolean {
  // The clock was ahead when it was made.
  if (kept.notBefore > now) return true
  return kept.notAfter - now < RENEW_DAYS * DAY && replacement > kept.notAfter
}

/** What to tell about a certificate that should have been renewed by now; undefined while all is well. */
export function warningOf({ notBefore, notAfter }: Validity, now: number): string | undefined {
  const [first, last] = [notBefore, notAfter].map((time) => new Date(time).toISOString())
  if (notBefore > now) return `is good from ${first} on only`
  if (notAfter <= now) return `ended at ${last}`
  const late = notAfter - now < Math.min(WARN_DAYS * DAY, WARN_PART * (notAfter - notBefore))
  return late ? `ends at ${last}` : undefined
}

function from(now: number, days: number): Validity {
  const second = Math.floor(now / 1000) * 1000
  return { notBefore: second - SKEW, notAfter: second + days * DAY }
}
