import type { BuildArtifacts } from '@aws-sdk/client-codebuild'
import { noMatchingPaths } from '../../artifacts/select-files.ts'
import type { RoleCalls } from '../../ports/build-roles.ts'
import type { BuildFact } from '../../rules/build-lifecycle.ts'
import { artifactSpecs, collect } from '../artifacts/collect.ts'
import { handOverReports } from '../artifacts/hand-over-reports.ts'
import { uploadArtifact } from '../artifacts/upload-artifact.ts'
import type { Collected } from '../build-context.ts'
import { BuildFailure, refusedRole } from '../build-failure.ts'
import type { BuildSession } from '../build-session.ts'
import { saveCache } from '../cache/build-cache.ts'
import { endPhase, foundDead, inPhase } from './step.ts'

/** Keeps what a build leaves: exported variables, reports, cache, artifacts. */
export function uploadArtifacts(session: BuildSession, stopping: AbortSignal): Promise<BuildFact[]> {
  return inPhase(session, 'UPLOAD_ARTIFACTS', async () => {
    const { deps, log } = session
    const signal = AbortSignal.any([stopping, session.ending.signal])
    const collected = await collect(session, signal)
    if (session.ending.signal.aborted) return []
    if (!collected) return [await foundDead(session, 'UPLOAD_ARTIFACTS', 0)]
    // Nothing changes files any more while they are read.
    await session.end()
    await session.keepOutcome({ exportedEnvironmentVariables: collected.exported })
    const role = await session.role()
    if ('refused' in role) throw refusedRole(role)
    log.say('Phase is UPLOAD_ARTIFACTS')
    const reportArns = await handOverReports(session, role, collected)
    if (reportArns.length > 0) await session.keepOutcome({ reportArns })
    await saveCache(session, role, { key: collected.cacheKey, exports: collected.exports, signal })
    await uploadAll(session, role, collected, signal)
    deps.log.debug({ build: session.record.id }, 'The artifacts of a build are kept')
    return [await endPhase(session, 'UPLOAD_ARTIFACTS', { attempt: 0, status: 'SUCCEEDED', contexts: [] })]
  })
}

async function uploadAll(
  session: BuildSession,
  role: RoleCalls,
  collected: Collected,
  signal: AbortSignal,
): Promise<void> {
  const { settings } = session.input
  const specs = artifactSpecs(session)
  const only = settings.artifacts.artifactIdentifier
  const upload = async (
    artifacts: typeof settings.artifacts,
    identifier: string,
  ): Promise<BuildArtifacts | undefined> => {
    const spec = specs[identifier]
    if (!spec) {
      // A pipeline waits for it.
      if (artifacts.type !== 'CODEPIPELINE' || !artifacts.location) return undefined
      const { statusCode, message } = noMatchingPaths()
      throw new BuildFailure(statusCode, message)
    }
    return uploadArtifact(session, role, {
      artifacts,
      spec,
      expanded: collected.artifacts[identifier] ?? {},
      collected,
      signal,
    })
  }
  // A pipeline's only output may stand in the buildspec under its name.
  const hasOwn = only !== undefined && specs[only] !== undefined && (specs['']?.files.length ?? 0) === 0
  const artifacts = await upload(settings.artifacts, hasOwn ? only : '')
  if (artifacts) await session.keepOutcome({ artifacts })
  const secondaryArtifacts: BuildArtifacts[] = []
  for (const each of settings.secondaryArtifacts ?? []) {
    const uploaded = await upload(each, each.artifactIdentifier ?? '')
    if (uploaded) secondaryArtifacts.push(uploaded)
  }
  if (secondaryArtifacts.length > 0) await session.keepOutcome({ secondaryArtifacts })
}
