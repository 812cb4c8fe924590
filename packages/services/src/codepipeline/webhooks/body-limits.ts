import type { BodyLimits } from '@towpath/base'

/**
 * GitHub sends up to 25 MB, but pushes that large are rare, and filters look at a few members. It does not wait for
 * longer than 10 seconds.
 */
export const BODY_LIMITS: BodyLimits = { each: 1024 * 1024, together: 32 * 1024 * 1024, time: 10_000 }
