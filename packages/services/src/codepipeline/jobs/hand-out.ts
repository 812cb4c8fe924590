import type { JobData, Job as WireJob } from '@aws-sdk/client-codepipeline'
import type { ArtifactCredentials } from '../ports/job-credentials.ts'
import type { Ctx } from '../room.ts'
import { artifactPolicy, type Job, type JobArtifact } from '../rules/job.ts'
import { sessionName } from '../rules/session-name.ts'
import { codepipelineState } from '../state/state.ts'

/** How long the credentials of a job hold, in seconds; GetJobDetails gives new ones. */
const CREDENTIALS_FOR = 60 * 60

/**
 * The job as a worker gets it, or undefined where another one was faster. A job whose artifacts nobody can open fails
 * here, for all to see, instead of at a worker that can say less about it.
 */
export async function handOut(ctx: Ctx, job: Job): Promise<WireJob | undefined> {
  const credentials = await artifactCredentials(ctx, job)
  const now = ctx.clock.now()
  const given = await ctx.store.transaction(async (db) => {
    const { jobs } = codepipelineState(db, ctx, ctx.sealing)
    if (credentials) return jobs.dispatch(job.id, now)
    const message = `CodePipeline is not authorized to perform AssumeRole on role ${job.subject.roleArn}`
    const report = { ...job.report, error: { code: 'PermissionError' as const, message } }
    if (await jobs.end(job.id, ['Queued', 'Dispatched'], { status: 'Failed', report, now })) {
      await ctx.waitingActions.lookAgain(db, job.subject)
    }
    return false
  })
  if (!given) return undefined
  return { id: job.id, nonce: job.nonce, accountId: ctx.account, data: jobData(job, credentials) }
}

/** Undefined where the role of the pipeline cannot be assumed. */
export async function artifactCredentials(
  ctx: Pick<Ctx, 'jobCredentials' | 'region' | 'clock'>,
  { subject }: Job,
): Promise<ArtifactCredentials | undefined> {
  const issued = await ctx.jobCredentials.issue({
    roleArn: subject.roleArn,
    region: ctx.region,
    pipelineArn: subject.pipelineArn,
    sessionName: sessionName(subject.pipelineName),
    policy: artifactPolicy(subject),
    durationSeconds: CREDENTIALS_FOR,
    now: ctx.clock.now(),
  })
  return 'refused' in issued ? undefined : issued
}

/** What a worker needs to know. Secrets are in clear here, and nowhere else (documented). */
export function jobData(job: Job, credentials: ArtifactCredentials | undefined): JobData {
  const { subject } = job
  return {
    actionTypeId: job.type,
    actionConfiguration: { configuration: job.configuration },
    pipelineContext: {
      pipelineName: subject.pipelineName,
      pipelineArn: subject.pipelineArn,
      pipelineExecutionId: subject.executionId,
      stage: { name: subject.stage },
      action: { name: subject.action, actionExecutionId: subject.actionExecutionId },
    },
    inputArtifacts: subject.inputs.map(artifact),
    outputArtifacts: subject.outputs.map(artifact),
    artifactCredentials: credentials,
    continuationToken: job.continuationToken,
    encryptionKey: subject.encryptionKey,
  }
}

const artifact = ({ name, revision, bucket, key }: JobArtifact) => ({
  name,
  revision,
  location: { type: 'S3' as const, s3Location: { bucketName: bucket, objectKey: key } },
})
