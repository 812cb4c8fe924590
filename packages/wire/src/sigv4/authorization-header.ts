import { malformedAuthorization, signatureRefused, unsupportedMechanism } from './errors.ts'
import type { SignatureClaim, SignedRequest } from './request.ts'
import { formatTimestamp, parseDateHeader, parseTimestamp } from './timestamp.ts'

export const ALGORITHM = 'AWS4-HMAC-SHA256'

const CREDENTIAL = /^([!-+\--~]{1,256})\/(\d{8})\/([A-Za-z0-9-]{1,64})\/([A-Za-z0-9_.-]{1,64})\/aws4_request$/
const SIGNED_HEADERS = /^[a-z0-9!#$%&'*+.^_`|~-]+(;[a-z0-9!#$%&'*+.^_`|~-]+)*$/
const SIGNATURE = /^[0-9a-f]{64}$/

/** The parts of a credential: key, date, region and service; undefined when it is malformed. */
export function parseCredential(text: string) {
  const match = CREDENTIAL.exec(text)
  if (!match) return undefined
  const [, accessKeyId = '', date = '', region = '', service = ''] = match
  return { accessKeyId, date, region, service }
}

/** Lower-case names, or undefined when the list is malformed or names one twice. */
export function parseSignedHeaders(text: string): string[] | undefined {
  const lower = text.toLowerCase()
  if (!SIGNED_HEADERS.test(lower)) return undefined
  const names = lower.split(';')
  return new Set(names).size === names.length ? names : undefined
}

export const isSignature = (text: string): boolean => SIGNATURE.test(text)

/**
 * The parameters of an Authorization header. Spaces around `=` and `,` mean nothing: clients differ there.
 * Undefined when the header is of another kind.
 */
export function authorizationParameters(header: string): Map<string, string> | undefined {
  const match = /^\s*AWS4-HMAC-SHA256[\s,]+(.*)$/s.exec(header)
  if (!match) return undefined
  const parameters = new Map<string, string>()
  for (const part of (match[1] ?? '').split(',')) {
    const equals = part.indexOf('=')
    const name = (equals < 0 ? part : part.slice(0, equals)).trim()
    // The first of two counts for nothing and neither does the second: an empty value is refused below.
    if (name !== '') parameters.set(name, parameters.has(name) || equals < 0 ? '' : part.slice(equals + 1).trim())
  }
  return parameters
}

/** What the Authorization header claims. */
export function claimOfHeader(request: SignedRequest, header: string): SignatureClaim {
  const parameters = authorizationParameters(header)
  const credentialText = parameters?.get('Credential') ?? ''
  // Errors before the scope is read are worded for the service that the credential seems to name.
  const service = credentialText.split('/').at(-2) ?? ''
  if (!parameters) {
    throw unsupportedMechanism(
      service || guessService(request),
      `The authorization mechanism you have provided is not supported. Please use ${ALGORITHM}.`,
    )
  }
  const { signature, signedHeaders } = complete(request, parameters, service)
  const credential = parseCredential(credentialText)
  if (!credential) {
    const expecting = 'expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'
    throw malformedAuthorization(service, false, `the Credential is mal-formed; ${expecting}`)
  }
  const { timestamp, signedAt } = requestTime(request, credential.service)
  if (!timestamp.startsWith(credential.date)) {
    const detail = `Invalid credential date "${credential.date}". This date is not the same as X-Amz-Date: "${timestamp.slice(0, 8)}".`
    if (service === 's3') throw malformedAuthorization(service, false, detail)
    throw signatureRefused(
      service,
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${credential.date}' != '${timestamp.slice(0, 8)}', from '${timestamp}'.`,
    )
  }
  const sessionToken = request.headers['x-amz-security-token']
  return { presigned: false, ...credential, signedHeaders, signature, timestamp, signedAt, sessionToken }
}

function complete(request: SignedRequest, parameters: Map<string, string>, service: string) {
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !parameters.get(name))
  if (!request.headers['x-amz-date'] && !request.headers.date) missing.push('X-Amz-Date')
  if (missing.length > 0) {
    const sentences = missing.map((name) =>
      name === 'X-Amz-Date'
        ? "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
        : `Authorization header requires '${name}' parameter.`,
    )
    throw malformedAuthorization(service || guessService(request), false, sentences.join(' '))
  }
  const signedHeaders = parseSignedHeaders(parameters.get('SignedHeaders') ?? '')
  if (!signedHeaders) throw malformedAuthorization(service, false, 'SignedHeaders is mal-formed.')
  const signature = parameters.get('Signature') ?? ''
  if (!isSignature(signature)) throw malformedAuthorization(service, false, 'Signature is mal-formed.')
  return { signature, signedHeaders }
}

function requestTime(request: SignedRequest, service: string) {
  const header = request.headers['x-amz-date'] ?? request.headers.date ?? ''
  const text = header.trim()
  const basic = parseTimestamp(text)
  if (basic !== undefined) return { signedAt: basic, timestamp: text }
  const signedAt = parseDateHeader(text)
  if (signedAt === undefined) {
    throw malformedAuthorization(
      service,
      false,
      `Date must be in ISO-8601 'basic format'. Got '${header}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    )
  }
  return { signedAt, timestamp: formatTimestamp(signedAt) }
}

/** Without a readable scope, a target means a JSON service; S3 is what speaks plain paths. */
function guessService(request: SignedRequest): string {
  return request.headers['x-amz-target'] === undefined && request.rawPath !== '/' ? 's3' : ''
}
