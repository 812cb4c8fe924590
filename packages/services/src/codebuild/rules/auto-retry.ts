import type { AutoRetryConfig, SourceType } from '@aws-sdk/client-codebuild'
import type { Ending } from './phases.ts'

/**
 * The settings of the build that follows one that failed by itself, or undefined when none does: the limit is used up,
 * it did not fail, or it is one of CodePipeline, which retries itself (documented). A build that was stopped has not
 * failed. `arn`: of the build that ended.
 */
export function autoRetry(
  { autoRetryLimit = 0, autoRetryNumber = 0 }: AutoRetryConfig,
  { ending, sourceType, arn }: { ending: Ending; sourceType: SourceType | undefined; arn: string },
): AutoRetryConfig | undefined {
  const failed = ending === 'FAILED' || ending === 'FAULT' || ending === 'TIMED_OUT'
  if (!failed || sourceType === 'CODEPIPELINE' || autoRetryNumber >= autoRetryLimit) return undefined
  return { autoRetryLimit, autoRetryNumber: autoRetryNumber + 1, previousAutoRetry: arn }
}
