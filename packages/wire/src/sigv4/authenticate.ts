import { createHmac, timingSafeEqual } from 'node:crypto'
import { ANONYMOUS, type CredentialStore } from '../principal.ts'
import { authorizationParameters, claimOfHeader, parseCredential } from './authorization-header.ts'
import { anonymousBody, type PayloadClaim, s3Payload, wholePayload } from './body-claim.ts'
import { canonicalRequests, stringToSign } from './canonical-request.ts'
import { findCredential } from './credential.ts'
import { accessDenied, clockSkewed, onlyOneMechanism, requestExpired, signatureMismatch } from './errors.ts'
import { claimOfQuery, isPresigned } from './presigned-query.ts'
import { parseQuery, type QueryParameter, valuesOf } from './query-string.ts'
import { type Authenticated, type SignatureClaim, type SignedRequest, scopeOf } from './request.ts'
import { requireSigned } from './signed-headers.ts'
import { signingKey } from './signing-key.ts'
import { authenticateV2, isSigV2 } from './sigv2.ts'

/** How far a signed request's time may be from ours. AWS's own window is five minutes, fifteen for S3. */
const WINDOW = 5 * 60_000
/** How far ahead of ours the clock of whoever presigned an S3 address may run. */
const PRESIGN_AHEAD = 15 * 60_000

/**
 * Who sends a request, proved by its SigV4 signature (Authorization header or query string) or by the SigV2 query
 * string that `aws s3 presign` makes. A request without any of these is anonymous: whether that will do is for the
 * caller to say, see `missingAuthenticationToken`.
 *
 * Throws the ServiceError that the service of the credential scope would answer. `now`: milliseconds since the epoch.
 * The body is not proved yet; read it through `bodyStream`.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export async function authenticate(
  request: SignedRequest,
  credentials: CredentialStore,
  now: number,
): Promise<Authenticated> {
  const parameters = parseQuery(request.rawQuery)
  const header = request.headers.authorization
  const presigned = isPresigned(parameters)
  const version2 = isSigV2(parameters)
  if (Number(header !== undefined) + Number(presigned) + Number(version2) > 1) throw onlyOneMechanism()
  if (version2) return authenticateV2(request, parameters, credentials, now)
  if (header === undefined && !presigned) return anonymous(request)

  const claim = header === undefined ? claimOfQuery(request, parameters) : claimOfHeader(request, header)
  checkClock(claim, now)
  requireSigned(request, claim)
  const credential = await findCredential(credentials, claim)
  const payload = await payloadOf(request, parameters, claim)
  const key = signingKey(credential, claim)
  const sign = (text: string) => createHmac('sha256', key).update(text, 'latin1').digest('hex')
  verify(request, parameters, claim, payload, sign)

  if (payload.body.kind === 'chunked' && payload.body.signed) {
    const { signature, timestamp } = claim
    payload.body.seed = { signature, timestamp, scope: scopeOf(claim), sign }
  }
  const { service, region } = claim
  const queryHeaders = presigned && service === 's3' ? queryHeadersOf(parameters) : {}
  return { principal: credential.principal, service, region, presigned, queryHeaders, body: payload.body }
}

/** Service and region that a request's signature names, before anything of it is proved: for finding the service. */
export function claimedScope(request: SignedRequest): { service: string; region: string } | undefined {
  const header = request.headers.authorization
  const parameters = header === undefined ? parseQuery(request.rawQuery) : []
  if (isSigV2(parameters)) return { service: 's3', region: '' }
  const text =
    header === undefined
      ? valuesOf(parameters, 'X-Amz-Credential')[0]
      : authorizationParameters(header)?.get('Credential')
  return text === undefined ? undefined : parseCredential(text)
}

function anonymous(request: SignedRequest): Authenticated {
  const body = anonymousBody(request)
  return { principal: ANONYMOUS, service: '', region: '', presigned: false, queryHeaders: {}, body }
}

function checkClock(claim: SignatureClaim, now: number): void {
  const { service, signedAt, timestamp, expires } = claim
  if (expires === undefined) {
    if (Math.abs(now - signedAt) > WINDOW) throw clockSkewed(service, signedAt, timestamp, now, WINDOW)
    return
  }
  const s3 = service === 's3'
  const ahead = s3 ? PRESIGN_AHEAD : WINDOW
  const end = signedAt + expires * 1000
  if (signedAt > now + ahead) {
    throw s3 ? accessDenied('Request is not yet valid') : clockSkewed(service, signedAt, timestamp, now, ahead)
  }
  if (now > end) throw s3 ? requestExpired(end, now, expires) : clockSkewed(service, signedAt, timestamp, now, WINDOW)
}

async function payloadOf(request: SignedRequest, parameters: QueryParameter[], claim: SignatureClaim) {
  if (claim.service !== 's3') return wholePayload(request)
  return s3Payload(request, valuesOf(parameters, 'X-Amz-Content-Sha256')[0], claim.presigned)
}

function verify(
  request: SignedRequest,
  parameters: QueryParameter[],
  claim: SignatureClaim,
  { payloadHash }: PayloadClaim,
  sign: (text: string) => string,
): void {
  const provided = Buffer.from(claim.signature, 'latin1')
  let tried: { text: string; canonical: string } | undefined
  for (const canonical of canonicalRequests(request, parameters, claim, payloadHash)) {
    const text = stringToSign(claim.timestamp, scopeOf(claim), canonical)
    if (timingSafeEqual(Buffer.from(sign(text), 'latin1'), provided)) return
    tried ??= { text, canonical }
  }
  throw signatureMismatch(claim.service, {
    AWSAccessKeyId: claim.accessKeyId,
    StringToSign: tried?.text ?? '',
    SignatureProvided: claim.signature,
    // What we made of the request shows its author where the two differ; a session token is not repeated to anyone.
    ...(claim.sessionToken === undefined ? { CanonicalRequest: tried?.canonical ?? '' } : {}),
  })
}

function queryHeadersOf(parameters: QueryParameter[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const { name, value } of parameters) {
    const lower = name.toLowerCase()
    if (lower.startsWith('x-amz-') && !AUTHENTICATION_PARAMETERS.has(lower)) headers[lower] = value
  }
  return headers
}

const AUTHENTICATION_PARAMETERS = new Set([
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-signature',
  'x-amz-signedheaders',
  'x-amz-security-token',
  'x-amz-content-sha256',
])
