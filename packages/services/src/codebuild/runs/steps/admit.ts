import type { Database } from '@towpath/storage'
import type { BuildFact } from '../../rules/build-lifecycle.ts'
import { Builds } from '../../state/builds.ts'
import type { Scope } from '../../state/tables.ts'
import type { BuildRunDeps } from '../build-run-deps.ts'
import { buildRunId } from '../run-ids.ts'

/** Builds that are looked at in one transaction, when many wait for a project that has no place. */
const LOOKED_AT = 200

/**
 * Lets those builds begin that have a place, those that wait longest first: as many as the machine takes at once, and no
 * more of a project than its `concurrentBuildLimit`. Within a transaction, so that no place is given away twice.
 */
export async function admitBuilds(
  { engine, mostAtOnce }: Pick<BuildRunDeps, 'engine' | 'mostAtOnce'>,
  db: Database,
  scope: Scope,
): Promise<void> {
  const builds = new Builds(db, scope)
  let places = mostAtOnce - (await builds.countRunning())
  if (places <= 0) return
  const running = new Map<string, number>()
  for (const { id, projectName, input } of await builds.queued(LOOKED_AT)) {
    if (places <= 0) return
    const limit = input?.settings.concurrentBuildLimit
    const now = running.get(projectName) ?? (limit === undefined ? 0 : await builds.countRunning(projectName))
    if (limit !== undefined && now >= limit) continue
    running.set(projectName, now + 1)
    places -= 1
    const fact: BuildFact = { type: 'admitted' }
    await engine.deliver(db, buildRunId(scope, id), [fact])
  }
}
