import type { ProjectBuildBatchConfig } from '@aws-sdk/client-codebuild'
import type { Place } from './arns.ts'
import type { BatchPlan } from './batch-lifecycle.ts'
import type { BuildInput } from './build-input.ts'

/** What a batch runs with. Kept with it, so that a later change of its project does not touch it. */
export interface BatchInput {
  /** What each of its builds runs with, but for what its own part of the specification says. */
  build: BuildInput
  config: ProjectBuildBatchConfig & { serviceRole: string }
  debugSession: boolean
}

const USUAL_TIMEOUT = 2160

/** Minutes that a batch may take (documented default: the longest that is allowed). */
export const batchTimeout = ({ config }: Pick<BatchInput, 'config'>): number => config.timeoutInMins ?? USUAL_TIMEOUT

/**
 * Whether the artifacts of the builds are put together in one. CodePipeline waits for one artifact, so in its batches they
 * always are.
 */
export const combines = ({ config, build }: BatchInput): boolean =>
  build.settings.artifacts.type === 'CODEPIPELINE' ||
  (config.combineArtifacts === true && build.settings.artifacts.type === 'S3')

export function batchPlan(
  { account, region }: Place,
  batchId: string,
  input: BatchInput,
  { submittedAt, attempt }: { submittedAt: number; attempt: number },
): BatchPlan {
  const timeoutInMinutes = batchTimeout(input)
  return { account, region, batchId, submittedAt, timeoutInMinutes, combineArtifacts: combines(input), attempt }
}

/** Names the session in which a batch acts with its roles. */
export const batchSession = (batchId: string) => `AWSCodeBuild-${batchId.slice(-36)}`
