/** What a host says about the end of a command: error codes and the payload that carries them. */

/** Numbers on the wire, as the official agent uses them. */
export const ERROR_CODE = {
  success: 0,
  scriptMissing: 1,
  scriptNotExecutable: 2,
  scriptTimedOut: 3,
  scriptFailed: 4,
  /** Everything that is not about a script: download, unpacking, appspec, install, refused specification. */
  unknown: 5,
  /** A script ended but left its stdout or stderr open. */
  outputsLeftOpen: 6,
  /** The agent was restarted while the command ran. */
  failedAfterRestart: 7,
} as const

export type ErrorCode = (typeof ERROR_CODE)[keyof typeof ERROR_CODE]

export interface Diagnostics {
  errorCode: ErrorCode
  /** As the appspec has it; empty when the failure is not about a script. */
  scriptName: string
  message: string
  /** The newest entries of the script log, see log-tail.ts. */
  log: string
}

export const SUCCEEDED: Diagnostics = { errorCode: ERROR_CODE.success, scriptName: '', message: 'Succeeded: ', log: '' }

/** What a completed no-op says when the control plane had already given up on it. */
export const COMPLETED_NOOP: Diagnostics = { ...SUCCEEDED, message: 'Succeeded: CompletedNoopCommand' }

/** Said by a restarted agent about the command it was killed in. */
export const FAILED_AFTER_RESTART: Diagnostics = {
  errorCode: ERROR_CODE.failedAfterRestart,
  scriptName: '',
  message: 'Failed: Failing in-progress lifecycle event after an agent restart.',
  log: '',
}

/** The payload of a completion's diagnostics envelope; its format is `JSON`. */
export function formatDiagnostics(diagnostics: Diagnostics): string {
  return JSON.stringify({
    error_code: diagnostics.errorCode,
    script_name: diagnostics.scriptName,
    message: diagnostics.message,
    log: diagnostics.log,
  })
}

/**
 * Reads the payload of a completion. Never throws: an agent that cannot express itself has still completed its command.
 *
 * The official agent sends the text `Unknown` as error code when it could not encode the log (observed); that, and
 * anything else that is not a known number, becomes `unknown`. Undefined when the payload is not a JSON object.
 */
export function parseDiagnostics(payload: string): Diagnostics | undefined {
  const value = parseObject(payload)
  if (!value) return undefined
  return {
    errorCode: isErrorCode(value.error_code) ? value.error_code : ERROR_CODE.unknown,
    scriptName: text(value.script_name),
    message: text(value.message),
    log: text(value.log),
  }
}

/** The payload of an acknowledgement's diagnostics envelope. */
export function formatNoop(isNoop: boolean): string {
  return JSON.stringify({ IsCommandNoop: isNoop })
}

/** Whether an acknowledgement says that the command has nothing to do on that host; undefined when it does not say. */
export function parseNoop(payload: string | undefined): boolean | undefined {
  const value = payload === undefined ? undefined : parseObject(payload)?.IsCommandNoop
  return typeof value === 'boolean' ? value : undefined
}

function parseObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

function isErrorCode(value: unknown): value is ErrorCode {
  return Object.values(ERROR_CODE).some((code) => code === value)
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
