import type { ActionTypeId, EncryptionKey, FailureType, JobStatus } from '@aws-sdk/client-codepipeline'

export interface JobArtifact {
  name: string
  bucket: string
  key: string
  revision?: string
}

/** What a job is about, from its beginning to its end. */
export interface JobSubject {
  actionTypeId: ActionTypeId
  pipelineName: string
  pipelineArn: string
  executionId: string
  stage: string
  action: string
  actionExecutionId: string
  inputs: JobArtifact[]
  outputs: JobArtifact[]
  encryptionKey?: EncryptionKey
  /** The pipeline's, with which artifacts are read and written. */
  roleArn: string
}

/** What the worker of a job said of it. */
export interface JobReport {
  summary?: string
  externalExecutionId?: string
  percentComplete?: number
  outputVariables?: Record<string, string>
  revision?: { id: string; changeId: string; summary?: string; createdAt?: number }
  error?: { code: FailureType; message: string }
}

/**
 * One piece of work for a job worker.
 *
 *   Queued --poll--> Dispatched --acknowledge--> InProgress --result--> Succeeded, Failed
 *                    ^        | poll                    '--with a continuation token--> Succeeded, and another job
 *                    '--------'
 *
 * It is TimedOut once its action has ended without it: stopped, or not completed in time.
 */
export interface Job {
  /** Lower-case UUID. */
  id: string
  type: ActionTypeId
  /** The value that workers may query. */
  queryValue?: string
  /** 1 for the first job of an action; a continuation token makes the next. */
  number: number
  nonce: string
  status: JobStatus
  continuationToken?: string
  subject: JobSubject
  /** Secrets are in clear. */
  configuration: Record<string, string>
  report: JobReport
  /** Milliseconds since the epoch. */
  createdAt: number
}

/** The job after one whose worker wants to be asked again: with its token, and with what it has said so far. */
export function nextJob(
  { report, ...job }: Job,
  fresh: { id: string; nonce: string; continuationToken: string; said: JobReport; now: number },
): Job {
  const { id, nonce, continuationToken, said, now } = fresh
  const known = { ...report, ...said }
  return {
    ...job,
    id,
    nonce,
    continuationToken,
    number: job.number + 1,
    status: 'Queued',
    report: known,
    createdAt: now,
  }
}

/**
 * A session policy that opens nothing but the artifacts of one job: its inputs for reading, its outputs for writing, and
 * the parts of a large upload (documented: credentials of jobs are limited to the paths of their artifacts).
 */
export function artifactPolicy({ inputs, outputs }: Pick<JobSubject, 'inputs' | 'outputs'>): string {
  const object = ({ bucket, key }: JobArtifact) => `arn:aws:s3:::${bucket}/${key}`
  const statements = [
    { actions: ['s3:GetObject', 's3:GetObjectVersion'], resources: inputs.map(object) },
    {
      actions: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      resources: outputs.map(object),
    },
  ]
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: statements
      .filter(({ resources }) => resources.length > 0)
      .map(({ actions, resources }) => ({ Effect: 'Allow', Action: actions, Resource: resources.map(literal) })),
  })
}

/** As policies write it: what they would take for a pattern or a variable stands for itself. */
const literal = (arn: string): string => arn.replace(/[$*?]/g, (sign) => `\${${sign}}`)
