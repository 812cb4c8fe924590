import { UsageError } from '@towpath/base/errors.ts'
import { EXIT } from './command.ts'
import { type Io, tell } from './io.ts'

/** Tells what a command failed of, and resolves to the exit code for it. */
export function exitCodeOfFailure(error: unknown, io: Io): number {
  if (error instanceof UsageError) {
    tell(io, `towpath: ${error.message}`)
    return EXIT.usage
  }
  if (isServiceFailure(error)) {
    tell(io, `towpath: ${error.name}: ${error.message}`)
    return EXIT.failed
  }
  tell(io, `towpath: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  return EXIT.failed
}

/** An error that the control plane answered with; its stack would only hide what it says. */
export function isServiceFailure(error: unknown): error is Error {
  return error instanceof Error && '$metadata' in error
}
