import { ServiceError } from '@towpath/base'

/*
 * Every error this room answers with, in STS's codes and, where known, words.
 */

/** STS says who may not do what, but not which policy is to blame (observed), unless one denies it. */
export const accessDenied = (message: string) =>
  new ServiceError('AccessDenied', message.replace(/ because no .* allows the \S+ action$/, ''), { status: 403 })

export const validationError = (message: string) => new ServiceError('ValidationError', message)

export const invalidParameterValue = (message: string) => new ServiceError('InvalidParameterValue', message)

export const malformedPolicyDocument = (reason: string) => new ServiceError('MalformedPolicyDocument', reason)

export const packedPolicyTooLarge = (percent: number) =>
  new ServiceError(
    'PackedPolicyTooLarge',
    `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`,
  )

export const invalidAuthorizationMessage = () =>
  new ServiceError('InvalidAuthorizationMessageException', 'Message is not valid.')

export const missingAuthenticationToken = () =>
  new ServiceError('MissingAuthenticationToken', 'Request is missing Authentication Token', { status: 403 })
