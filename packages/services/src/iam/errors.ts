import { ServiceError } from '@towpath/base'

/*
 * Every error this room answers with. Codes and statuses are IAM's; messages are those that IAM is known to give.
 */

export const noSuchEntity = (message: string) => new ServiceError('NoSuchEntity', message, { status: 404 })

export const entityAlreadyExists = (message: string) =>
  new ServiceError('EntityAlreadyExists', message, { status: 409 })

/** `what` comes first: `access keys`. */
export const mustDeleteFirst = (what: string) => deleteConflict(`Cannot delete entity, must ${what} first.`)

export const deleteConflict = (message: string) => new ServiceError('DeleteConflict', message, { status: 409 })

/** `quotaExceeded('AccessKeysPerUser', 2)`. */
export const quotaExceeded = (quota: string, limit: number) =>
  limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`)

export const limitExceeded = (message: string) => new ServiceError('LimitExceeded', message, { status: 409 })

export const malformedPolicyDocument = (reason: string) => new ServiceError('MalformedPolicyDocument', reason)

export const invalidInput = (message: string) => new ServiceError('InvalidInput', message)

export const validationError = (message: string) => new ServiceError('ValidationError', message)

export const policyNotAttachable = (message: string) => new ServiceError('PolicyNotAttachable', message)

export const passwordPolicyViolation = (message: string) => new ServiceError('PasswordPolicyViolation', message)

export const notSupportedService = (service: string) =>
  new ServiceError('NotSupportedService', `No such service ${service} is supported for Service Specific Credentials`, {
    status: 404,
  })

export const accessDenied = (message: string) => new ServiceError('AccessDenied', message, { status: 403 })
