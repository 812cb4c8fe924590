import type { ServiceError } from '@towpath/base'
import type { Violation } from '@towpath/wire'
import { invalidParameter } from './errors.ts'

/** CloudWatch Logs words input that breaks its model like other services, but under a code of its own. */
export function violationAnswer(violations: Violation[]): ServiceError {
  const count = violations.length === 1 ? '1 validation error' : `${violations.length} validation errors`
  return invalidParameter(`${count} detected: ${violations.map(({ message }) => message).join('; ')}`)
}
