import type { ServiceError } from '@towpath/base'
import type { Violation } from '@towpath/wire'
import { invalidInput, invalidProjectName, invalidSourceType } from './errors.ts'

/** What may be a secret is never quoted back, not even when it is refused. */
const SECRET_MEMBERS = new Set(['token', 'username'])

/**
 * CodeBuild answers all input that breaks its model with an InvalidInputException. Undefined leaves wrong JSON types to
 * the protocol.
 */
export function violationAnswer(violations: Violation[], operation: string): ServiceError | undefined {
  const violation = violations.find(({ kind }) => kind !== 'type')
  if (!violation) return undefined
  const { path, kind, message, member } = violation
  if (operation === 'CreateProject' && path === 'name' && kind !== 'required') return invalidProjectName()
  if (path === 'source.type' && kind === 'enum') return invalidSourceType()
  if (SECRET_MEMBERS.has(member) && kind !== 'required') return invalidInput(`The value at '${path}' is not valid`)
  return invalidInput(message)
}
