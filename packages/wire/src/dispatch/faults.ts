import { ServiceError } from '@towpath/base'
import type { Protocol, Violation } from '../service.ts'
import { summary } from '../validation/messages.ts'
import type { LoadedService } from './service-table.ts'

/** The service's answer to input that breaks its model; the protocol's usual one where the service has none. */
export function violationError({ service }: LoadedService, violations: Violation[], operation: string): ServiceError {
  return service.errors.violation?.(violations, operation) ?? defaultViolation(service.protocol, violations)
}

/** The answer to a mistake of ours. It says nothing but that. */
export function internalError(protocol: Protocol | undefined): ServiceError {
  if (protocol === 'restXml') {
    return new ServiceError('InternalError', 'We encountered an internal error. Please try again.', { status: 500 })
  }
  if (protocol === 'ec2Query')
    return new ServiceError('InternalError', 'An internal error has occurred', { status: 500 })
  return new ServiceError('InternalFailure', 'The request processing has failed because of an unknown error', {
    status: 500,
  })
}

function defaultViolation(protocol: Protocol, violations: Violation[]): ServiceError {
  switch (protocol) {
    case 'awsJson1_0':
    case 'awsJson1_1':
      return new ServiceError('ValidationException', summary(violations))
    case 'awsQuery':
      return new ServiceError('ValidationError', summary(violations))
    case 'ec2Query':
      return ec2Violation(violations)
    case 'restXml':
      return new ServiceError('InvalidArgument', summary(violations))
  }
}

/** EC2 names the first thing that is wrong. */
function ec2Violation([first]: Violation[]): ServiceError {
  if (!first) return new ServiceError('InvalidParameterValue', 'The request is not valid')
  const name = first.path.includes('.') ? first.path : first.member
  if (first.kind === 'required') {
    return new ServiceError('MissingParameter', `The request must contain the parameter ${name}`)
  }
  const value = typeof first.value === 'object' ? '' : ` (${String(first.value).slice(0, 256)})`
  return new ServiceError(
    'InvalidParameterValue',
    `Value${value} for parameter ${name} is invalid. ${first.message.replace(/^.*failed to satisfy constraint: /s, '')}`,
  )
}
