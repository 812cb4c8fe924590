import type { OnFailure } from '../buildspec/buildspec.ts'
import { PHASES, type Phase } from './phases.ts'

/** What comes after each phase that failed, unless the buildspec says otherwise (documented). */
const AFTER_FAILURE: Record<Phase, Phase> = {
  SUBMITTED: 'COMPLETED',
  QUEUED: 'COMPLETED',
  PROVISIONING: 'COMPLETED',
  DOWNLOAD_SOURCE: 'FINALIZING',
  INSTALL: 'FINALIZING',
  PRE_BUILD: 'FINALIZING',
  // Still runs: it is told by CODEBUILD_BUILD_SUCCEEDING.
  BUILD: 'POST_BUILD',
  POST_BUILD: 'UPLOAD_ARTIFACTS',
  UPLOAD_ARTIFACTS: 'FINALIZING',
  FINALIZING: 'COMPLETED',
  COMPLETED: 'COMPLETED',
}

export function phaseAfter(phase: Phase): Phase {
  return PHASES[PHASES.indexOf(phase) + 1] ?? 'COMPLETED'
}

/** The phase after one that failed for good: no more tries are left to it. */
export function phaseAfterFailure(phase: Phase, onFailure: OnFailure | undefined): Phase {
  switch (onFailure?.type) {
    case 'ABORT':
      return 'FINALIZING'
    case 'CONTINUE':
      return phaseAfter(phase)
    default:
      return AFTER_FAILURE[phase]
  }
}

/** The phase after one in which the build was stopped or ran out of time: what was provisioned is taken down. */
export function phaseAfterHalt(phase: Phase): Phase {
  const taken = PHASES.indexOf(phase) > PHASES.indexOf('QUEUED') && PHASES.indexOf(phase) < PHASES.indexOf('FINALIZING')
  return taken ? 'FINALIZING' : 'COMPLETED'
}
