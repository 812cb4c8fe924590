import type { Build, BuildPhase } from '@aws-sdk/client-codebuild'
import { buildArn, buildBatchArn, type Place } from '../rules/arns.ts'
import type { BuildRecord } from '../rules/build-record.ts'
import type { PhaseRecord } from '../rules/phases.ts'

/** A build as answers show it. */
export function buildAnswer(place: Place, build: BuildRecord): Build {
  return {
    ...build.settings,
    ...build.outcome,
    id: build.id,
    arn: buildArn(place, build.id),
    buildNumber: build.number,
    projectName: build.projectName,
    startTime: new Date(build.startedAt),
    endTime: build.endedAt === undefined ? undefined : new Date(build.endedAt),
    currentPhase: build.currentPhase,
    buildStatus: build.status,
    buildComplete: build.status !== 'IN_PROGRESS',
    phases: build.phases.map(phaseAnswer),
    ...(build.batchId === undefined ? {} : { buildBatchArn: buildBatchArn(place, build.batchId) }),
  }
}

/** COMPLETED has its start alone (documented). */
function phaseAnswer({ phase, startedAt, endedAt, status, contexts }: PhaseRecord): BuildPhase {
  const start = { phaseType: phase, startTime: new Date(startedAt) }
  if (endedAt === undefined) return start
  const durationInSeconds = Math.round((endedAt - startedAt) / 1000)
  return { ...start, phaseStatus: status, endTime: new Date(endedAt), durationInSeconds, contexts }
}
