import { ServiceError } from '@towpath/base'

/** The errors that this room answers with, by their code in the model of CloudWatch Logs. All are HTTP 400. */
const refusal = (code: string, message: string, fields?: Record<string, unknown>) =>
  new ServiceError(code, message, { fields })

/** CloudWatch Logs has one code for whatever is wrong with the input. */
export const invalidParameter = (message: string) => refusal('InvalidParameterException', message)

export const logGroupDoesNotExist = () =>
  refusal('ResourceNotFoundException', 'The specified log group does not exist.')
export const logStreamDoesNotExist = () =>
  refusal('ResourceNotFoundException', 'The specified log stream does not exist.')
export const resourceDoesNotExist = () => refusal('ResourceNotFoundException', 'The specified resource does not exist.')
export const logGroupAlreadyExists = () =>
  refusal('ResourceAlreadyExistsException', 'The specified log group already exists')
export const logStreamAlreadyExists = () =>
  refusal('ResourceAlreadyExistsException', 'The specified log stream already exists')
export const logGroupLimitExceeded = (limit: number) =>
  refusal('LimitExceededException', `Resource limit exceeded: there are ${limit} log groups already.`)
export const tooManyTags = (resourceName: string, limit: number) =>
  refusal('TooManyTagsException', `A resource can have at most ${limit} tags.`, { resourceName })
export const deletionProtected = (name: string) =>
  refusal(
    'ValidationException',
    `Log group ${name} is protected from deletion; switch its deletion protection off first.`,
  )

export const invalidToken = () => invalidParameter('The specified nextToken is invalid.')
export const invalidTerm = (term: string) => invalidParameter(`Invalid character(s) in term '${term}'`)
export const invalidFilterPattern = (why: string) => invalidParameter(`Invalid filter pattern: ${why}`)
export const uploadTooLarge = (bytes: number, limit: number) =>
  invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${limit}`)
export const eventTooLarge = (bytes: number, limit: number) =>
  invalidParameter(`Log event too large: ${bytes} bytes exceeds limit of ${limit}`)
export const notChronological = () =>
  invalidParameter('Log events in a single PutLogEvents request must be in chronological order.')
export const spansTooLong = () =>
  invalidParameter('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.')
export const invalidRetention = (days: number, allowed: readonly number[]) =>
  invalidParameter(
    `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${allowed.join(', ')}]`,
  )
export const noEncryptionKeys = (key: string) =>
  invalidParameter(`The KMS key '${key}' cannot be used: this control plane has no KMS.`)
export const unservedLogGroupClass = (name: string) =>
  invalidParameter(`Log groups of class ${name} are not kept here; use STANDARD or INFREQUENT_ACCESS.`)
export const liveTailNotServed = () =>
  refusal(
    'InvalidOperationException',
    'Live tail sessions are not served: they need an event stream. Use "aws logs tail GROUP --follow" or FilterLogEvents.',
  )
