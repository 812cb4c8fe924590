import type { BuildFact } from '../../rules/build-lifecycle.ts'
import type { Phase } from '../../rules/phases.ts'
import { BuildFailure } from '../build-failure.ts'
import type { BuildSession } from '../build-session.ts'
import { phaseComplete } from '../log/container-line.ts'

type Ended = Extract<BuildFact, { type: 'phase-ended' }>

/** Says in the log how a phase ended, and makes the fact of it. */
export async function endPhase(
  session: BuildSession,
  phase: Phase,
  end: Omit<Ended, 'type' | 'phase'>,
): Promise<Ended> {
  session.log.say(...phaseComplete(phase, end.status, end.contexts))
  await session.log.flush()
  return { type: 'phase-ended', phase, ...end }
}

/**
 * Does the work of a phase. What the owner of the build can mend fails the phase; what ends because the build is taken
 * down ends without a word, since nobody listens any more.
 */
export async function inPhase(
  session: BuildSession,
  phase: Phase,
  work: () => Promise<BuildFact[]>,
): Promise<BuildFact[]> {
  try {
    return await work()
  } catch (error) {
    if (session.ending.signal.aborted) return []
    if (!(error instanceof BuildFailure)) throw error
    return [await endPhase(session, phase, { attempt: 0, status: 'FAILED', contexts: [error.context] })]
  }
}

/** The environment is gone in the middle of a phase. The first sentence is AWS's (observed). */
export function foundDead(session: BuildSession, phase: Phase, attempt: number): Promise<Ended> {
  return endPhase(session, phase, {
    attempt,
    status: 'FAULT',
    contexts: [
      {
        statusCode: 'INTERNAL_ERROR',
        message:
          'Build container found dead before completing the build. It ran out of memory or of processes, was removed, or this machine was restarted. ErrorCode: 500',
      },
    ],
  })
}
