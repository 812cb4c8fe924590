import { ServiceError } from '@towpath/base'
import type { PhaseContext } from '../buildspec/problem.ts'
import type { RoleRefusal } from '../ports/build-roles.ts'

/** Why a phase of a build failed, for its owner. Thrown within a step, and turned into a fact at its door. */
export class BuildFailure extends Error {
  readonly context: PhaseContext

  constructor(statusCode: string, message: string) {
    super(message)
    this.context = { statusCode, message }
  }
}

export const clientError = (message: string) => new BuildFailure('CLIENT_ERROR', message)

export function refusedRole({ refused, roleArn }: RoleRefusal): BuildFailure {
  const why = {
    missing: 'the role does not exist',
    trust: 'its trust policy does not let CodeBuild assume it',
    denied: "the pipeline's role may not assume it",
  }[refused]
  return new BuildFailure(
    'ACCESS_DENIED',
    `CodeBuild is not authorized to perform: sts:AssumeRole on ${roleArn}: ${why}`,
  )
}

/** What a service refused becomes the failure of the phase; anything else is ours, and goes on as it is. */
export function failureOf(error: unknown, doing: string): unknown {
  if (!(error instanceof ServiceError)) return error
  return clientError(`${doing}: ${error.code}: ${error.message}`)
}
