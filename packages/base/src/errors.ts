/** What a failed call needs to be answered with; see {@link ServiceError}. */
export interface ServiceErrorOptions {
  /** HTTP status of the answer. Default 400. */
  status?: number
  /** Further members of the error as the service's model or wire format has them (`BucketName`, `Key`, ...). */
  fields?: Record<string, unknown>
  cause?: unknown
}

/**
 * An answer to the caller: something the caller did, asked for or may not do.
 *
 * `code` is the service's own code as it appears on the wire (`ApplicationDoesNotExistException`, `NoSuchEntity`,
 * `InvalidInstanceID.NotFound`). Rooms make these only through the constructors in their `errors.ts`.
 * Anything else that is thrown while a request is served is a bug of ours and is answered as InternalFailure.
 */
export class ServiceError extends Error {
  readonly code: string
  readonly status: number
  readonly fields: Record<string, unknown>

  constructor(code: string, message: string, options: ServiceErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.name = code
    this.code = code
    this.status = options.status ?? 400
    this.fields = options.fields ?? {}
  }
}

/** A mistake of the operator (flags, configuration files, environment). The message says what to change. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
