import type { FailureDetails, PutJobSuccessResultInput } from '@aws-sdk/client-codepipeline'
import { outputVariablesSizeExceeded, validation } from '../errors.ts'
import type { JobReport } from './job.ts'
import { QUOTAS } from './quotas.ts'

/** What a worker says of a job that it has done, or that it wants to be asked about again. */
export function successReport(given: Omit<PutJobSuccessResultInput, 'jobId'>): JobReport {
  const { currentRevision, continuationToken, executionDetails, outputVariables } = given
  if (outputVariables && continuationToken !== undefined) {
    throw validation('outputVariables are only taken without a continuationToken')
  }
  if (sizeOf(outputVariables) > QUOTAS.outputVariables) throw outputVariablesSizeExceeded(QUOTAS.outputVariables)
  return present({
    ...executionDetails,
    outputVariables,
    revision: currentRevision && {
      id: currentRevision.revision ?? '',
      changeId: currentRevision.changeIdentifier ?? '',
      summary: currentRevision.revisionSummary,
      createdAt: currentRevision.created?.getTime(),
    },
  })
}

export function failureReport({ type, message = '', externalExecutionId }: Partial<FailureDetails> = {}): JobReport {
  return present({ externalExecutionId, error: { code: type ?? 'JobFailed', message } })
}

/** Without members that were left out, so that they do not hide what was said before. */
const present = (report: JobReport): JobReport =>
  Object.fromEntries(Object.entries(report).filter(([, value]) => value !== undefined))

const sizeOf = (variables: Record<string, string> = {}): number =>
  Object.entries(variables)
    .flat()
    .reduce((size, text) => size + Buffer.byteLength(text), 0)
