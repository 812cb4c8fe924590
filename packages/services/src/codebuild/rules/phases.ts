import type { PhaseContext } from '../buildspec/problem.ts'

/** The phases of a build, in the order in which they run. */
export const PHASES = [
  'SUBMITTED',
  'QUEUED',
  'PROVISIONING',
  'DOWNLOAD_SOURCE',
  'INSTALL',
  'PRE_BUILD',
  'BUILD',
  'POST_BUILD',
  'UPLOAD_ARTIFACTS',
  'FINALIZING',
  'COMPLETED',
] as const
export type Phase = (typeof PHASES)[number]

/** Endings, from good to worse: the worst of its phases is that of the build. */
export const ENDINGS = ['SUCCEEDED', 'FAILED', 'FAULT', 'TIMED_OUT', 'STOPPED'] as const
export type Ending = (typeof ENDINGS)[number]

/** One phase as BatchGetBuilds shows it. Times are milliseconds since the epoch. */
export interface PhaseRecord {
  phase: Phase
  startedAt: number
  /** Absent while the phase runs, and for COMPLETED, which never ends (documented). */
  endedAt?: number
  status?: Ending
  contexts: PhaseContext[]
}

export function worst(left: Ending, right: Ending): Ending {
  return ENDINGS.indexOf(left) < ENDINGS.indexOf(right) ? right : left
}

/** A phase that ended well carries one context without a word (observed in logs). */
export const NOTHING_TO_SAY: PhaseContext = { statusCode: '', message: '' }

/** A command of the customer's ended badly (observed). */
export const commandFailed = (command: string, exitStatus: number): PhaseContext => ({
  statusCode: 'COMMAND_EXECUTION_ERROR',
  message: `Error while executing command: ${command}. Reason: exit status ${exitStatus}`,
})

export const timedOut = (minutes: number): PhaseContext => ({
  statusCode: 'BUILD_TIMED_OUT',
  message: `Build has timed out after ${minutes} minutes.`,
})

export const queuedTooLong = (minutes: number): PhaseContext => ({
  statusCode: 'BUILD_TIMED_OUT',
  message: `Build has been queued for more than ${minutes} minutes.`,
})

/** The control plane could not do its part. */
export const internalError = (doing: string): PhaseContext => ({
  statusCode: 'INTERNAL_ERROR',
  message: `CodeBuild could not ${doing}.`,
})
