import { ALGORITHM, isSignature, parseCredential, parseSignedHeaders } from './authorization-header.ts'
import { malformedAuthorization } from './errors.ts'
import { type QueryParameter, valuesOf } from './query-string.ts'
import type { SignatureClaim, SignedRequest } from './request.ts'
import { parseTimestamp } from './timestamp.ts'

const WEEK = 604_800

/** Whether the query string claims to carry a SigV4 signature. */
export function isPresigned(parameters: QueryParameter[]): boolean {
  return parameters.some(({ name }) => name === 'X-Amz-Algorithm' || name === 'X-Amz-Signature')
}

/** What a presigned query string claims. Each of its parameters may stand there once only. */
export function claimOfQuery(request: SignedRequest, parameters: QueryParameter[]): SignatureClaim {
  const one = (name: string) => valuesOf(parameters, name)[0] ?? ''
  const service = one('X-Amz-Credential').split('/').at(-2) ?? ''
  const refuse = (detail: string) => malformedAuthorization(service, true, detail)

  requireEach(parameters, service, refuse)
  if (one('X-Amz-Algorithm') !== ALGORITHM) throw refuse(`X-Amz-Algorithm only supports "${ALGORITHM}"`)
  const credential = parseCredential(one('X-Amz-Credential'))
  if (!credential) {
    const expecting = 'expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'
    throw refuse(`Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; ${expecting}`)
  }
  const timestamp = one('X-Amz-Date')
  const signedAt = parseTimestamp(timestamp)
  if (signedAt === undefined) {
    throw refuse(`X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`)
  }
  if (!timestamp.startsWith(credential.date)) {
    throw refuse(
      `Invalid credential date "${credential.date}". This date is not the same as X-Amz-Date: "${timestamp.slice(0, 8)}".`,
    )
  }
  const signedHeaders = parseSignedHeaders(one('X-Amz-SignedHeaders'))
  if (!signedHeaders) throw refuse('X-Amz-SignedHeaders is mal-formed')
  const signature = one('X-Amz-Signature')
  if (!isSignature(signature)) throw refuse('X-Amz-Signature is mal-formed')

  const expires = parseExpires(valuesOf(parameters, 'X-Amz-Expires')[0], refuse)
  const sessionToken = valuesOf(parameters, 'X-Amz-Security-Token')[0] ?? request.headers['x-amz-security-token']
  return { presigned: true, ...credential, signedHeaders, signature, timestamp, signedAt, expires, sessionToken }
}

function requireEach(parameters: QueryParameter[], service: string, refuse: (detail: string) => Error) {
  const required = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature', 'X-Amz-Date', 'X-Amz-SignedHeaders']
  // Other services fall back to the window of a signed header.
  if (service === 's3') required.push('X-Amz-Expires')
  if (required.some((name) => !valuesOf(parameters, name)[0])) {
    const names = `${required.slice(0, -1).join(', ')}, and ${required.at(-1)}`
    throw refuse(`Query-string authentication version 4 requires the ${names} parameters.`)
  }
  for (const name of [...required, 'X-Amz-Expires', 'X-Amz-Security-Token']) {
    if (valuesOf(parameters, name).length > 1) throw refuse(`${name} is given more than once`)
  }
}

function parseExpires(text: string | undefined, refuse: (detail: string) => Error): number | undefined {
  if (text === undefined) return undefined
  if (!/^[+-]?\d+$/.test(text)) throw refuse('X-Amz-Expires should be a number')
  const seconds = Number(text)
  if (seconds < 1) throw refuse('X-Amz-Expires must be non-negative and greater than 0')
  if (seconds > WEEK) {
    throw refuse(
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${WEEK} seconds`,
    )
  }
  return seconds
}
