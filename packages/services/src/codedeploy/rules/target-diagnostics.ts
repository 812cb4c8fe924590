import type { Diagnostics as EventDiagnostics, LifecycleErrorCode } from '@aws-sdk/client-codedeploy'
import { type Diagnostics, ERROR_CODE, type ErrorCode } from '@towpath/agent-link'

/** What GetDeploymentTarget shows of an event that succeeded, also of one with nothing to run (documented). */
export const SUCCESS: EventDiagnostics = { errorCode: 'Success', scriptName: '', message: 'Succeeded', logTail: '' }

/** Said of an event that no agent picked up in time (the text is AWS's, observed). */
export const AGENT_SILENT = unknownError(
  'CodeDeploy agent was not able to receive the lifecycle event. Check the CodeDeploy agent logs on your host and ' +
    'make sure the agent is running and can connect to the CodeDeploy server.',
)

/** Said of an event whose end was not reported in time. */
export const EVENT_OVERDUE = unknownError(
  'The lifecycle event did not end within the time allowed: the CodeDeploy agent did not report back. It may have ' +
    'been stopped or lost its connection while the event ran.',
)

/** Said of an event that was running when the whole deployment ran out of time. */
export const DEPLOYMENT_OVERDUE = unknownError('The time allowed for the deployment passed while this event ran.')

/** Characters of a script's log that the API shows (documented: 4 KB). */
const LOG_TAIL = 4096

/** An agent's report of a failure, as the API shows it. */
export function failureDiagnostics(report: Diagnostics | undefined): EventDiagnostics {
  if (!report) return unknownError('The CodeDeploy agent reported a failure without saying why.')
  return {
    errorCode: errorCodeOf(report.errorCode),
    scriptName: report.scriptName,
    message: report.message,
    logTail: report.log.slice(-LOG_TAIL),
  }
}

function errorCodeOf(code: ErrorCode): LifecycleErrorCode {
  switch (code) {
    case ERROR_CODE.scriptMissing:
      return 'ScriptMissing'
    case ERROR_CODE.scriptNotExecutable:
      return 'ScriptNotExecutable'
    case ERROR_CODE.scriptTimedOut:
      return 'ScriptTimedOut'
    case ERROR_CODE.scriptFailed:
    // The API has no code for a script that left its outputs open; the script is what must be mended.
    case ERROR_CODE.outputsLeftOpen:
      return 'ScriptFailed'
    // A command that is reported as failed has failed, whatever its code says.
    case ERROR_CODE.success:
    case ERROR_CODE.unknown:
    case ERROR_CODE.failedAfterRestart:
      return 'UnknownError'
  }
}

function unknownError(message: string): EventDiagnostics {
  return { errorCode: 'UnknownError', scriptName: '', message, logTail: '' }
}
