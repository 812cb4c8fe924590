import { type Diagnostics, ERROR_CODE, SUCCEEDED } from '@towpath/agent-link/diagnostics.ts'

/** How an event ended. Failing is an ordinary ending, not an exception. */
export interface EventOutcome {
  status: 'Succeeded' | 'Failed'
  diagnostics: Diagnostics
}

export function succeeded(): EventOutcome {
  return { status: 'Succeeded', diagnostics: SUCCEEDED }
}

/** A failure that is not about a script. Whatever was thrown, its message is what the user reads. */
export function failedWith(error: unknown): EventOutcome {
  const message = error instanceof Error ? error.message : String(error)
  return { status: 'Failed', diagnostics: { errorCode: ERROR_CODE.unknown, scriptName: '', message, log: '' } }
}
