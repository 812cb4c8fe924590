import type { BuildBatch, BuildBatchPhase, BuildGroup, BuildSummary } from '@aws-sdk/client-codebuild'
import { buildArn, buildBatchArn, type Place } from '../rules/arns.ts'
import { type BatchInput, batchTimeout } from '../rules/batch-input.ts'
import type { BatchPhaseRecord, GroupState } from '../rules/batch-lifecycle.ts'
import type { BatchRecord } from '../rules/batch-record.ts'
import type { BuildRecord } from '../rules/build-record.ts'

/** A batch as answers show it. `builds`: those of its builds that are still kept, by id. */
export function buildBatchAnswer(
  place: Place,
  batch: BatchRecord,
  input: BatchInput | undefined,
  builds: ReadonlyMap<string, BuildRecord>,
): BuildBatch {
  const { logs, timeoutInMinutes: _ofOneBuild, autoRetryConfig: _none, ...settings } = batch.settings
  const { location } = input?.build.settings.artifacts ?? {}
  return {
    ...settings,
    id: batch.id,
    arn: buildBatchArn(place, batch.id),
    buildBatchNumber: batch.number,
    projectName: batch.projectName,
    startTime: new Date(batch.startedAt),
    endTime: batch.endedAt === undefined ? undefined : new Date(batch.endedAt),
    currentPhase: batch.currentPhase,
    buildBatchStatus: batch.status,
    complete: batch.status !== 'IN_PROGRESS',
    resolvedSourceVersion: batch.outcome.resolvedSourceVersion,
    phases: batch.phases.map(phaseAnswer),
    artifacts: location === undefined ? undefined : { location: `arn:aws:s3:::${location}` },
    logConfig: input?.build.settings.logsConfig,
    buildTimeoutInMinutes: input && batchTimeout(input),
    buildBatchConfig: input?.config,
    debugSessionEnabled: input?.debugSession,
    buildGroups: batch.groups.map((group) => groupAnswer(place, group, builds)),
    reportArns: [...builds.values()].flatMap(({ outcome }) => outcome.reportArns ?? []),
  }
}

function groupAnswer(
  place: Place,
  { group, build, buildIds }: GroupState,
  builds: ReadonlyMap<string, BuildRecord>,
): BuildGroup {
  const summaries = buildIds.map((id) => summary(place, id, builds.get(id)))
  const waits = build === 'waiting' || build === 'skipped'
  return {
    identifier: group.identifier,
    dependsOn: group.dependOn,
    ignoreFailure: group.ignoreFailure,
    currentBuildSummary: waits ? undefined : summaries.at(-1),
    priorBuildSummaryList: waits ? summaries : summaries.slice(0, -1),
  }
}

function summary(place: Place, id: string, build: BuildRecord | undefined): BuildSummary {
  return {
    arn: buildArn(place, id),
    requestedOn: build && new Date(build.startedAt),
    buildStatus: build?.status,
    primaryArtifact: build?.outcome.artifacts && { type: 'S3', location: build.outcome.artifacts.location },
    secondaryArtifacts: [],
  }
}

function phaseAnswer({ phase, startedAt, endedAt, status, contexts }: BatchPhaseRecord): BuildBatchPhase {
  const start = { phaseType: phase, startTime: new Date(startedAt) }
  if (endedAt === undefined) return start
  const durationInSeconds = Math.round((endedAt - startedAt) / 1000)
  return { ...start, phaseStatus: status, endTime: new Date(endedAt), durationInSeconds, contexts }
}
