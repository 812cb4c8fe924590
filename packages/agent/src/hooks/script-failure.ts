import { closeSync, openSync, readSync } from 'node:fs'
import { type Diagnostics, ERROR_CODE, type ErrorCode } from '@towpath/agent-link/diagnostics.ts'
import type { Script } from '../appspec/appspec.ts'
import type { ScriptEnd } from './run-script.ts'

/** Why a script failed, in the words of the official agent: other programs read them. */
export type ScriptFailure = Pick<Diagnostics, 'errorCode' | 'message'>

export function scriptMissing(path: string): ScriptFailure {
  return failure(ERROR_CODE.scriptMissing, `Script does not exist at specified location: ${path}`)
}

export function scriptOutside(path: string): ScriptFailure {
  const missing = scriptMissing(path)
  return { ...missing, message: `${missing.message} (it leads out of the revision)` }
}

export function scriptNotExecutable(script: Script): ScriptFailure {
  const message = `Unable to set script at specified location: ${script.location} as executable`
  return failure(ERROR_CODE.scriptNotExecutable, message)
}

/** Undefined when the script succeeded. */
export function scriptFailure(script: Script, path: string, end: ScriptEnd): ScriptFailure | undefined {
  const subject = `Script at specified location: ${script.location}`
  switch (end.kind) {
    case 'exited': {
      if (end.code === 0) return undefined
      const user = script.runas === undefined ? '' : ` run as user ${script.runas}`
      // A script that a signal killed has no exit code; the message then ends with a blank (observed).
      return failure(ERROR_CODE.scriptFailed, `${subject}${user} failed with exit code ${end.code ?? ''}`)
    }
    case 'not-started':
      return failure(ERROR_CODE.scriptFailed, `${subject} failed with error ${systemError(end.error, path)}`)
    case 'timed-out': {
      const message = `${subject} failed to complete in ${script.timeoutSeconds} seconds`
      return failure(ERROR_CODE.scriptTimedOut, message)
    }
    case 'left-open':
      return failure(ERROR_CODE.outputsLeftOpen, `${subject} failed to close ${end.stream.toUpperCase()}`)
    case 'aborted':
      return failure(ERROR_CODE.scriptFailed, `${subject} was ended because the agent was told to stop at once`)
  }
}

const SYSTEM_TEXTS: Readonly<Record<string, string>> = {
  E2BIG: 'Argument list too long',
  EACCES: 'Permission denied',
  ENOENT: 'No such file or directory',
  ENOEXEC: 'Exec format error',
  EPERM: 'Operation not permitted',
  ETXTBSY: 'Text file busy',
}

/** As the official agent's runtime names system errors: `Errno::ENOENT with message No such file or directory - PATH`. */
function systemError(error: NodeJS.ErrnoException, path: string): string {
  const code = error.code ?? 'EUNKNOWN'
  const text = Object.hasOwn(SYSTEM_TEXTS, code) ? SYSTEM_TEXTS[code] : error.message
  const hint = code === 'ENOENT' ? interpreterHint(path, error.path) : ''
  return `Errno::${code} with message ${text} - ${error.path ?? path}${hint}`
}

/** The script is there, so what is missing is its interpreter; the kernel does not say so. */
function interpreterHint(path: string, missing: string | undefined): string {
  if (missing !== undefined && missing !== path) return ''
  const line = firstLine(path)
  if (!line.startsWith('#!')) return ''
  if (line.endsWith('\r')) {
    return ` (its first line ends with a carriage return, so the interpreter "${line.slice(2).trim()}\\r" is looked for; save the script with Unix line ends)`
  }
  return ` (its interpreter ${line.slice(2).trim()} is not installed)`
}

function firstLine(path: string): string {
  try {
    const file = openSync(path, 'r')
    try {
      const head = Buffer.alloc(256)
      return head.toString('utf8', 0, readSync(file, head)).split('\n', 1)[0] ?? ''
    } finally {
      closeSync(file)
    }
  } catch {
    return ''
  }
}

function failure(errorCode: ErrorCode, message: string): ScriptFailure {
  return { errorCode, message }
}
