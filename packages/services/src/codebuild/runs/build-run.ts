import type { RunKind } from '@towpath/engine'
import { advanceBuild, type BuildCommand, type BuildFact, type BuildState } from '../rules/build-lifecycle.ts'
import type { BuildRunDeps } from './build-run-deps.ts'
import type { BuildSession } from './build-session.ts'
import type { BuildSessions } from './build-sessions.ts'
import { projectBuild } from './project-build.ts'
import { reportStatus } from './report-status.ts'
import { BUILD_RUN } from './run-ids.ts'
import { admitBuilds } from './steps/admit.ts'
import { downloadSource } from './steps/download-source.ts'
import { finalize } from './steps/finalize.ts'
import { provision } from './steps/provision.ts'
import { runPhase } from './steps/run-phase.ts'
import { uploadArtifacts } from './steps/upload-artifacts.ts'

/** The run of a build: waits for a place, gets an environment, and does there what the buildspec says. */
export function buildRun(deps: BuildRunDeps, sessions: BuildSessions): RunKind<BuildState, BuildFact, BuildCommand> {
  return {
    kind: BUILD_RUN,
    next: (state, facts, now) => {
      // Only the first step has neither facts nor a time that has come.
      const first = facts.length === 0 && state.phase === 'QUEUED'
      return advanceBuild(state, facts, now, { first })
    },
    project: (db, run, before) => projectBuild(deps, db, run.state, before),
    async perform(command, act) {
      if (command.type === 'admit') {
        await deps.store.transaction((db) => admitBuilds(deps, db, command))
        return []
      }
      const session = await sessions.of(command, command.buildId)
      // Nobody can ask for it any more.
      if (!session) return []
      if (command.type !== 'release') return step(session, command, act.signal)
      await release(session)
      await reportStatus(session)
      sessions.forget(command, command.buildId)
      return []
    },
    failed(command, error) {
      deps.log.error({ err: error, command: command.type, build: command.buildId }, 'A step of a build was given up')
      const phase = command.type === 'run-phase' ? command.phase : undefined
      return [{ type: 'gave-up', command: command.type, phase }]
    },
  }
}

function step(
  session: BuildSession,
  command: Exclude<BuildCommand, { type: 'admit' | 'release' }>,
  signal: AbortSignal,
): Promise<BuildFact[]> {
  switch (command.type) {
    case 'provision':
      return provision(session, signal)
    case 'download-source':
      return downloadAndTell(session, signal)
    case 'run-phase':
      return runPhase(session, command, signal)
    case 'upload-artifacts':
      return uploadArtifacts(session, signal)
    case 'finalize':
      return finalize(session, signal)
  }
}

/** The commit is known as soon as the source is there. */
async function downloadAndTell(session: BuildSession, signal: AbortSignal): Promise<BuildFact[]> {
  const facts = await downloadSource(session, signal)
  // Of what failed the end is told.
  if (facts.some(({ type }) => type === 'source-ready')) await reportStatus(session)
  return facts
}

/** Leaves nothing of a build behind. */
async function release(session: BuildSession): Promise<void> {
  await session.takeDown('The build is over')
  await session.log.flush()
  await session.folder.remove()
}
