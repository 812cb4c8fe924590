import { NetworkError } from './http.ts'

/** An answer that says no. */
export class CommandServiceError extends Error {
  override readonly name = 'CommandServiceError'
  readonly operation: string
  /** The service's own: `ClientException`, `AccessDeniedException`, `ThrottlingException`. */
  readonly code: string
  readonly status: number

  constructor(operation: string, code: string, status: number, message: string) {
    super(`${operation} failed: ${code}: ${message}`)
    this.operation = operation
    this.code = code
    this.status = status
  }
}

const THROTTLING = /throttl|rateexceeded|requestlimitexceeded|toomanyrequests|slowdown/i

/** Whether the same call may succeed when made again a little later. */
export function isTransient(error: unknown): boolean {
  if (error instanceof NetworkError) return true
  if (!(error instanceof CommandServiceError)) return false
  return error.status >= 500 || error.status === 429 || THROTTLING.test(error.code)
}

const IDENTITY_REFUSALS = new Set([
  // A host whose instance profile got another role is refused as what it was before.
  'AccessDenied',
  'AccessDeniedException',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'RequestExpired',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
])

/** Whether newer credentials, or the right time, may help. */
export function isIdentityRefusal(error: unknown): boolean {
  return error instanceof CommandServiceError && IDENTITY_REFUSALS.has(error.code)
}

/** `value` as AWS JSON has it: timestamps are epoch seconds, absent members are left out. */
export function toWire(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000
  if (Array.isArray(value)) return value.map(toWire)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toWire(member)]))
}

/** The object that a good answer holds. An empty body is one without members. */
export function parseAnswer(operation: string, body: string): unknown {
  if (body === '') return {}
  const value = parseJson(body)
  if (typeof value === 'object' && value !== null) return value
  // Something in between answered (a proxy's page): as good as no answer.
  throw new NetworkError(`${operation}: the answer is not JSON`)
}

/** The error of an answer that is not good, whatever its body is. */
export function serviceError(operation: string, status: number, typeHeader: string, body: string): CommandServiceError {
  const value = parseJson(body)
  const fields: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {}
  const type = typeof fields.__type === 'string' ? fields.__type : typeHeader
  const code = type.replace(/^.*#/, '').replace(/:.*$/, '') || `HTTP ${status}`
  const message = fields.message ?? fields.Message
  return new CommandServiceError(operation, code, status, typeof message === 'string' ? message : '')
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
