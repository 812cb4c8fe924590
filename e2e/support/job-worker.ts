import {
  AcknowledgeJobCommand,
  type ActionTypeId,
  type Artifact,
  type CodePipelineClient,
  type Job,
  PollForJobsCommand,
} from '@aws-sdk/client-codepipeline'
import { GetObjectCommand, PutObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { until } from '@towpath/testkit'

/** A job that a worker has taken, and what it may do with it. */
export interface TakenJob {
  id: string
  job: Job
  /** With the credentials of the job. */
  s3: S3Client
  /** Bytes of an input artifact. */
  read(name: string): Promise<Buffer>
  /** Puts an output artifact. */
  write(name: string, content: Buffer): Promise<void>
}

/** Polls until there is a job of that type, and acknowledges it, as workers do. */
export async function takeJob(
  codepipeline: CodePipelineClient,
  client: S3ClientConfig,
  actionTypeId: ActionTypeId,
): Promise<TakenJob> {
  const job = await until(`a job of ${actionTypeId.provider}`, async () => {
    const { jobs } = await codepipeline.send(new PollForJobsCommand({ actionTypeId, maxBatchSize: 1 }))
    return jobs?.[0]
  })
  const { id = '', nonce, data } = job
  const { status } = await codepipeline.send(new AcknowledgeJobCommand({ jobId: id, nonce }))
  if (status !== 'InProgress') throw new Error(`The job ${id} is ${status}`)
  const { accessKeyId = '', secretAccessKey = '', sessionToken } = data?.artifactCredentials ?? {}
  const credentials = { accessKeyId, secretAccessKey, sessionToken }
  const s3 = new S3Client({ ...client, credentials, forcePathStyle: true })

  return {
    id,
    job,
    s3,
    async read(name) {
      const { Body } = await s3.send(new GetObjectCommand(placeOf(data?.inputArtifacts, name)))
      return Buffer.from((await Body?.transformToByteArray()) ?? [])
    },
    async write(name, content) {
      await s3.send(new PutObjectCommand({ ...placeOf(data?.outputArtifacts, name), Body: content }))
    },
  }
}

function placeOf(artifacts: Artifact[] = [], wanted: string): { Bucket: string; Key: string } {
  const place = artifacts.find(({ name }) => name === wanted)?.location?.s3Location
  if (!place?.bucketName || !place.objectKey) throw new Error(`The job has no artifact ${wanted}`)
  return { Bucket: place.bucketName, Key: place.objectKey }
}
