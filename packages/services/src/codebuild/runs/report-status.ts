import { commitStatus } from '../rules/commit-status.ts'
import { Builds } from '../state/builds.ts'
import { SourceCredentials } from '../state/source-credentials.ts'
import type { BuildSession } from './build-session.ts'

/** How long the host may take, in milliseconds: nothing waits for it any longer. */
const LIMIT = 10_000

/** Tells the host of the source how the build goes now. What cannot be told is logged, and changes nothing. */
export async function reportStatus({ deps, scope, input, record: { id } }: BuildSession): Promise<void> {
  const { store, sealing, log } = deps
  try {
    const build = await new Builds(store.db, scope).find(id)
    const status = build && commitStatus(build, input, scope.region)
    if (!status) return
    const token = (await new SourceCredentials(store.db, scope, sealing).open(status.type))?.token
    const signal = AbortSignal.timeout(LIMIT)
    const refusal = await deps.reportCommitStatus({ ...scope, ...status, token, buildId: id, signal })
    if (refusal) log.warn({ build: id, reason: refusal.refused }, 'A commit status was not written')
  } catch (error) {
    log.warn({ err: error, build: id }, 'A commit status was not written')
  }
}
