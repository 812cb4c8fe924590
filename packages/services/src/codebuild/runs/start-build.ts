import type { AutoRetryConfig } from '@aws-sdk/client-codebuild'
import type { Ids } from '@towpath/base'
import type { Engine } from '@towpath/engine'
import type { Database } from '@towpath/storage'
import { tooManyActiveBuilds } from '../errors.ts'
import type { BuildInput } from '../rules/build-input.ts'
import { type BuildFact, newBuild } from '../rules/build-lifecycle.ts'
import type { BuildRecord } from '../rules/build-record.ts'
import { buildRecord, planOf } from '../rules/new-build.ts'
import { QUOTAS } from '../rules/quotas.ts'
import { Builds } from '../state/builds.ts'
import { Projects } from '../state/projects.ts'
import type { Scope } from '../state/tables.ts'
import { BUILD_RUN, buildRunId } from './run-ids.ts'

export interface StartDeps {
  engine: Pick<Engine, 'start'>
  ids: Ids
}

export interface BuildStart {
  projectName: string
  input: BuildInput
  initiator: string
  /** `<project>:<uuid>` of the batch that it is part of. */
  batchId?: string
  /** Of a build that follows one that failed. */
  autoRetry?: AutoRetryConfig
  /** Milliseconds since the epoch. */
  at: number
  /** Absent: a new one. */
  uuid?: string
}

/** Records a build and starts its run, all within the caller's transaction. */
export async function startBuild(deps: StartDeps, db: Database, scope: Scope, start: BuildStart): Promise<BuildRecord> {
  const builds = new Builds(db, scope)
  if ((await builds.countActive()) >= QUOTAS.activeBuilds) throw tooManyActiveBuilds(QUOTAS.activeBuilds)
  const number = await new Projects(db, scope).nextBuildNumber(start.projectName)
  const record = buildRecord(scope, { ...start, number, uuid: start.uuid ?? deps.ids.uuid() })
  await builds.create(record, start.input)
  const plan = planOf(scope, record.id, start.input.settings, start.at)
  await deps.engine.start(db, BUILD_RUN, buildRunId(scope, record.id), newBuild(plan))
  return record
}

/** Ends a build that runs, within the caller's transaction; nothing for one that has ended. */
export async function stopBuild(
  engine: Pick<Engine, 'deliver'>,
  db: Database,
  scope: Scope,
  build: Pick<BuildRecord, 'id' | 'status'>,
): Promise<void> {
  if (build.status !== 'IN_PROGRESS') return
  const stop: BuildFact = { type: 'stop' }
  await engine.deliver(db, buildRunId(scope, build.id), [stop])
}
