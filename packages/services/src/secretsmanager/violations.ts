import { ServiceError } from '@towpath/base'
import type { Violation } from '@towpath/wire'

/** Values of these are never quoted back, not even when they are refused. */
const SECRET_MEMBERS = new Set(['SecretString', 'SecretBinary', 'RotationToken'])

/** As everywhere in AWS, except where the message would quote a secret. */
export function violationAnswer(violations: Violation[]): ServiceError | undefined {
  const secret = violations.find(({ member, kind }) => SECRET_MEMBERS.has(member) && kind !== 'type')
  if (!secret) return undefined
  return new ServiceError(
    'ValidationException',
    `1 validation error detected: Value at '${secret.path}' failed to satisfy constraint: its length is not allowed`,
  )
}
