export { authenticate, claimedScope } from './authenticate.ts'
export { bodyStream, type VerifiedBody } from './body-stream.ts'
export { type Family, familyOf, missingAuthenticationToken } from './errors.ts'
export type { Authenticated, BodyClaim, ChunkedBody, SignedRequest } from './request.ts'
