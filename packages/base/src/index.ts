export { type Arn, formatArn, parseArn } from './arn.ts'
export {
  BODY_REFUSALS,
  type BodyLimits,
  type BodyRefusal,
  type BoundedBodies,
  boundedBodies,
} from './bounded-bodies.ts'
export { boundedMatch, boundedMatches, isPattern } from './bounded-match.ts'
export type { Chore } from './chore.ts'
export { type Clock, systemClock } from './clock.ts'
export { ServiceError, type ServiceErrorOptions, UsageError } from './errors.ts'
export { ALPHANUMERIC, BASE32, type Ids, LOWER_HEX, randomIds, UPPER_ALPHANUMERIC } from './ids.ts'
export { createLogger, type Logger, silentLogger } from './log.ts'
export { isPageToken, type Page, page } from './paging.ts'
export { sameSecret } from './same-secret.ts'
export { type SealingKey, sealingKey } from './sealing.ts'
export { arrivingBody, WEBHOOK_LIMITS, type WebhookHead, webhookRoute } from './webhook-route.ts'
