import { ServiceError } from '@towpath/base'
import { isoSeconds } from './timestamp.ts'

/**
 * How a service words what is wrong with a signature. The JSON services carry `Exception` in their codes and answer
 * 400; the query services do neither; EC2 and S3 have codes of their own.
 */
export type Family = 's3' | 'ec2' | 'query' | 'json'

const QUERY_SERVICES = new Set([
  'iam',
  'sts',
  'sns',
  'autoscaling',
  'cloudformation',
  'elasticloadbalancing',
  'monitoring',
  'rds',
])

export function familyOf(service: string): Family {
  if (service === 's3' || service === 'ec2') return service
  return QUERY_SERVICES.has(service) ? 'query' : 'json'
}

type Fields = Record<string, string>

const pick = (family: Family, json: string, query: string) => (family === 'json' ? json : query)
const forbidden = (family: Family) => (family === 'json' ? 400 : 403)

/** A request without a signature, to an operation that needs one. */
export function missingAuthenticationToken(service: string): ServiceError {
  const family = familyOf(service)
  if (family === 's3') return accessDenied('Access Denied')
  if (family === 'ec2')
    return new ServiceError('MissingParameter', 'The request must contain the parameter AWSAccessKeyId')
  return new ServiceError(
    pick(family, 'MissingAuthenticationTokenException', 'MissingAuthenticationToken'),
    pick(family, 'Missing Authentication Token', 'Request is missing Authentication Token'),
    { status: forbidden(family) },
  )
}

/** An Authorization header or query string that cannot be understood. S3 says which of the two it means. */
export function malformedAuthorization(service: string, presigned: boolean, detail: string): ServiceError {
  const family = familyOf(service)
  if (family === 's3') {
    return presigned
      ? new ServiceError('AuthorizationQueryParametersError', detail)
      : new ServiceError('AuthorizationHeaderMalformed', `The authorization header is malformed; ${detail}`)
  }
  return new ServiceError(pick(family, 'IncompleteSignatureException', 'IncompleteSignature'), detail)
}

/** A header (or a query string) that names another way to sign than SigV4. */
export function unsupportedMechanism(service: string, detail: string): ServiceError {
  if (familyOf(service) === 's3') return new ServiceError('InvalidRequest', detail)
  return malformedAuthorization(service, false, detail)
}

/** S3: more than one place of the request claims to authenticate it. */
export function onlyOneMechanism(): ServiceError {
  const message =
    'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified'
  return new ServiceError('InvalidArgument', message)
}

/** No such access key, or one that is switched off. */
export function unknownAccessKey(service: string, accessKeyId: string): ServiceError {
  const family = familyOf(service)
  if (family === 's3') {
    const message = 'The AWS Access Key Id you provided does not exist in our records.'
    return new ServiceError('InvalidAccessKeyId', message, { status: 403, fields: { AWSAccessKeyId: accessKeyId } })
  }
  if (family === 'ec2') return authFailure()
  return new ServiceError(
    pick(family, 'UnrecognizedClientException', 'InvalidClientTokenId'),
    'The security token included in the request is invalid.',
    { status: forbidden(family) },
  )
}

/** A session token that does not belong to the key. */
export function invalidSessionToken(service: string, accessKeyId: string): ServiceError {
  if (familyOf(service) !== 's3') return unknownAccessKey(service, accessKeyId)
  return new ServiceError('InvalidToken', 'The provided token is malformed or otherwise invalid.')
}

/** Temporary credentials past their end. */
export function expiredToken(service: string): ServiceError {
  const family = familyOf(service)
  if (family === 's3') return new ServiceError('ExpiredToken', 'The provided token has expired.')
  if (family === 'ec2') return new ServiceError('RequestExpired', 'Request has expired.')
  return new ServiceError(
    pick(family, 'ExpiredTokenException', 'ExpiredToken'),
    'The security token included in the request is expired',
    { status: forbidden(family) },
  )
}

/** The signature is not the one that the key makes. `fields` help the caller of S3 to find out why. */
export function signatureMismatch(service: string, fields: Fields = {}): ServiceError {
  const family = familyOf(service)
  const start = 'The request signature we calculated does not match the signature you provided. Check your'
  if (family === 's3') {
    const message = `${start} key and signing method.`
    return new ServiceError('SignatureDoesNotMatch', message, { status: 403, fields })
  }
  if (family === 'ec2') return authFailure()
  return signatureRefused(
    service,
    `${start} AWS Secret Access Key and signing method. Consult the service documentation for details.`,
  )
}

/** A signature that may be right but leaves out what must be covered, or is too old or too new. */
export function signatureRefused(service: string, message: string): ServiceError {
  const family = familyOf(service)
  return new ServiceError(pick(family, 'InvalidSignatureException', 'SignatureDoesNotMatch'), message, {
    status: forbidden(family),
  })
}

/** S3: headers that a signature must cover and this one does not. */
export function headersNotSigned(names: string[]): ServiceError {
  const message = 'There were headers present in the request which were not signed'
  return accessDenied(message, { HeadersNotSigned: names.join(', ') })
}

/** The clock of the caller is too far from ours. */
export function clockSkewed(service: string, signedAt: number, timestamp: string, now: number, window: number) {
  const family = familyOf(service)
  const server = isoSeconds(now)
  if (family === 's3') {
    const message = 'The difference between the request time and the current time is too large.'
    const fields = { RequestTime: timestamp, ServerTime: server, MaxAllowedSkewMilliseconds: String(window) }
    return new ServiceError('RequestTimeTooSkewed', message, { status: 403, fields })
  }
  if (family === 'ec2') return new ServiceError('RequestExpired', 'Request has expired.')
  const late = signedAt < now
  return signatureRefused(
    service,
    late
      ? `Signature expired: ${timestamp} is more than ${window / 60_000} minutes earlier than ${server}`
      : `Signature not yet current: ${timestamp} is more than ${window / 60_000} minutes later than ${server}`,
  )
}

/** A presigned request of S3 after its time. */
export function requestExpired(expiresAt: number, now: number, seconds?: number): ServiceError {
  return accessDenied('Request has expired', {
    ...(seconds === undefined ? {} : { 'X-Amz-Expires': String(seconds) }),
    Expires: isoSeconds(expiresAt),
    ServerTime: isoSeconds(now),
  })
}

export function accessDenied(message: string, fields: Fields = {}): ServiceError {
  return new ServiceError('AccessDenied', message, { status: 403, fields })
}

/** EC2's one answer to a key or signature that is wrong. */
function authFailure(): ServiceError {
  const message = 'AWS was not able to validate the provided access credentials'
  return new ServiceError('AuthFailure', message, { status: 401 })
}

/** `x-amz-content-sha256` that is absent or means nothing. */
export function badContentSha256(value: string | undefined): ServiceError {
  if (value === undefined)
    return new ServiceError('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256')
  const message =
    'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.'
  return new ServiceError('InvalidArgument', message, {
    fields: { ArgumentName: 'x-amz-content-sha256', ArgumentValue: value },
  })
}

/** The content is not what the signature covers. */
export function contentMismatch(service: string, claimed: string, computed: string): ServiceError {
  if (familyOf(service) !== 's3') return signatureMismatch(service)
  const message = "The provided 'x-amz-content-sha256' header does not match what was computed."
  return new ServiceError('XAmzContentSHA256Mismatch', message, {
    fields: { ClientComputedContentSHA256: claimed, S3ComputedContentSHA256: computed },
  })
}

/** An aws-chunked body that ends early, or holds more or less content than was declared. */
export function incompleteBody(detail: string): ServiceError {
  return new ServiceError('IncompleteBody', `The request body terminated unexpectedly: ${detail}`)
}

/** An aws-chunked body whose framing is wrong. */
export function malformedChunk(detail: string): ServiceError {
  return new ServiceError('InvalidRequest', `The aws-chunked body is malformed: ${detail}`)
}

export function malformedTrailer(detail: string): ServiceError {
  const message =
    'The request contained trailing data that was not well-formed or did not conform to our published schema'
  return new ServiceError('MalformedTrailerError', `${message}: ${detail}`)
}

export function invalidDecodedLength(value: string | undefined): ServiceError {
  if (value === undefined)
    return new ServiceError('MissingContentLength', 'You must provide the Content-Length HTTP header.', { status: 411 })
  return new ServiceError('InvalidArgument', 'x-amz-decoded-content-length must be a whole number.', {
    fields: { ArgumentName: 'x-amz-decoded-content-length', ArgumentValue: value },
  })
}
