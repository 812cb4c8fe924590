import {
  AcknowledgeJobCommand,
  CreatePipelineCommand,
  GetJobDetailsCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  PollForJobsCommand,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
  type PutJobSuccessResultCommandInput,
} from '@aws-sdk/client-codepipeline'
import { until } from '@towpath/testkit/until.ts'
import { expect, test } from 'vitest'
import { type CodepipelineServer, codepipelineServer } from '../testing/codepipeline-server.ts'
import { createType, JENKINS, jenkinsAction, jenkinsRequest, jobsOf } from '../testing/custom-actions.ts'
import { approvalAction, deployAction, pipeline, ROLE, sourceAction } from '../testing/definitions.ts'

const { signal } = new AbortController()
const ACTION = jenkinsRequest().actionExecutionId

const poll = async (server: CodepipelineServer, project = 'web', maxBatchSize = 1) => {
  const queryParam = { Project: project }
  const { jobs } = await server.pipelines.send(
    new PollForJobsCommand({ actionTypeId: JENKINS, maxBatchSize, queryParam }),
  )
  return jobs ?? []
}
const acknowledge = (server: CodepipelineServer, job: { id?: string; nonce?: string } = {}) =>
  server.pipelines.send(new AcknowledgeJobCommand({ jobId: job.id, nonce: job.nonce }))
const succeed = (
  server: CodepipelineServer,
  jobId: string | undefined,
  said: Partial<PutJobSuccessResultCommandInput>,
) => server.pipelines.send(new PutJobSuccessResultCommand({ jobId, ...said }))

/** A server with the type, an action of it that has started, and its job acknowledged by a worker. */
async function working() {
  const server = await codepipelineServer()
  await createType(server)
  const jobs = jobsOf(server)
  const started = await jobs.start(jenkinsRequest(), signal)
  const [job] = await poll(server)
  await acknowledge(server, job)
  return { server, jobs, started, id: job?.id, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}
const look = (jobs: ReturnType<typeof jobsOf>) => jobs.check(jenkinsRequest(), {}, signal)

test('a worker gets what it needs to carry out the action, and keys to its artifacts alone', async () => {
  await using server = await codepipelineServer()
  await createType(server)
  await server.pipelines.send(
    new CreatePipelineCommand({
      pipeline: pipeline({
        artifactStore: { type: 'S3', location: 'artifacts', encryptionKey: { id: 'alias/own', type: 'KMS' } },
      }),
    }),
  )

  const started = await jobsOf(server).start(jenkinsRequest(), signal)
  const [job] = await poll(server)

  expect(started).toMatchObject({ type: 'waiting' })
  expect(job).toMatchObject({ accountId: '123456789012', nonce: expect.stringMatching(/^[0-9a-f]{32}$/) })
  expect(job?.data).toMatchObject({
    actionTypeId: JENKINS,
    actionConfiguration: { configuration: { Project: 'web', Token: 'in clear' } },
    pipelineContext: {
      pipelineName: 'web',
      pipelineArn: 'arn:aws:codepipeline:us-east-1:123456789012:web',
      pipelineExecutionId: jenkinsRequest().executionId,
      stage: { name: 'Build' },
      action: { name: 'Build', actionExecutionId: ACTION },
    },
    inputArtifacts: [
      {
        name: 'SourceOutput',
        revision: 'c0ffee',
        location: { type: 'S3', s3Location: { bucketName: 'artifacts', objectKey: 'web/SourceOut/abc1234' } },
      },
    ],
    encryptionKey: { id: 'alias/own', type: 'KMS' },
  })
  expect(JSON.parse(job?.data?.artifactCredentials?.sessionToken ?? '')).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:GetObjectVersion'],
        Resource: ['arn:aws:s3:::artifacts/web/SourceOut/abc1234'],
      },
      {
        Effect: 'Allow',
        Action: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
        Resource: ['arn:aws:s3:::artifacts/web/BuildOutp/def5678'],
      },
    ],
  })
})

test('an action that is started twice has one job', async () => {
  await using server = await codepipelineServer()
  await createType(server)

  await jobsOf(server).start(jenkinsRequest(), signal)
  await jobsOf(server).start(jenkinsRequest(), signal)

  expect(await poll(server, 'web', 10)).toHaveLength(1)
})

test('secrets are not in the database in clear', async () => {
  await using server = await codepipelineServer()
  await createType(server)
  await jobsOf(server).start(jenkinsRequest(), signal)

  const { rows } = await server.store.db
    .withTables<{ codepipeline_jobs: Record<string, unknown> }>()
    .selectFrom('codepipeline_jobs')
    .selectAll()
    .execute()
    .then((all) => ({ rows: all }))

  expect(rows).toHaveLength(1)
  expect(JSON.stringify(rows)).not.toContain('in clear')
})

test('a job is given out until somebody acknowledges it, and only the first to do so has it', async () => {
  await using server = await codepipelineServer()
  await createType(server)
  await jobsOf(server).start(jenkinsRequest(), signal)

  const [first] = await poll(server)
  const [second] = await poll(server)
  const wrong = acknowledge(server, { id: first?.id, nonce: 'guessed' })
  await expect(wrong).rejects.toMatchObject({ name: 'InvalidNonceException' })
  expect(await acknowledge(server, first)).toMatchObject({ status: 'InProgress' })

  expect(second?.id).toBe(first?.id)
  await expect(acknowledge(server, second)).rejects.toMatchObject({ name: 'InvalidNonceException' })
  expect(await poll(server)).toEqual([])
})

test('workers get the jobs of the project they ask for', async () => {
  await using server = await codepipelineServer()
  await createType(server)
  await jobsOf(server).start(jenkinsRequest({ configuration: { Project: 'other' } }), signal)

  expect(await poll(server, 'web')).toEqual([])
  expect(await poll(server, 'other')).toHaveLength(1)
})

test('a worker that has done its work ends the action with its variables, and the action looks at once', async () => {
  await using work = await working()
  const { server, jobs, id } = work
  expect(await look(jobs)).toMatchObject({ type: 'waiting' })

  await succeed(server, id, {
    outputVariables: { Version: '1.2' },
    executionDetails: { summary: 'built', externalExecutionId: 'a/7', percentComplete: 100 },
    currentRevision: { revision: 'r1', changeIdentifier: 'c1' },
  })

  expect(await look(jobs)).toEqual({
    type: 'succeeded',
    outputVariables: { Version: '1.2' },
    revision: undefined,
    summary: 'built',
    percentComplete: 100,
    externalExecutionId: 'a/7',
    externalExecutionUrl: 'https://build.example/web/a%2F7',
  })
})

test('the worker of a source tells its revision', async () => {
  await using work = await working()
  const currentRevision = { revision: 'r1', changeIdentifier: 'c1', revisionSummary: 'why', created: new Date(5000) }
  const { action } = jenkinsRequest()
  const source = { ...action, actionTypeId: { ...action.actionTypeId, category: 'Source' as const } }

  await succeed(work.server, work.id, { currentRevision })

  expect(await work.jobs.check(jenkinsRequest({ action: source }), {}, signal)).toMatchObject({
    type: 'succeeded',
    revision: { id: 'r1', changeId: 'c1', summary: 'why', createdAt: 5000 },
  })
})

test('a continuation token makes another job, which carries it, and says how far the action is', async () => {
  await using work = await working()
  const { server, jobs, id } = work

  await succeed(server, id, {
    continuationToken: 'half way',
    executionDetails: { externalExecutionId: '7', percentComplete: 50, summary: 'compiling' },
  })
  const outcome = await look(jobs)
  const [next] = await poll(server)
  await acknowledge(server, next)
  await succeed(server, next?.id, {})

  expect(outcome).toMatchObject({
    type: 'waiting',
    percentComplete: 50,
    summary: 'compiling',
    externalExecutionId: '7',
  })
  expect(next?.id).not.toBe(id)
  expect(next?.data?.continuationToken).toBe('half way')
  expect(await look(jobs)).toMatchObject({ type: 'succeeded', externalExecutionId: '7' })
})

test('a worker that failed says why', async () => {
  await using work = await working()
  const { server, jobs, id } = work

  const failureDetails = { type: 'ConfigurationError' as const, message: 'no such project', externalExecutionId: '8' }
  await server.pipelines.send(new PutJobFailureResultCommand({ jobId: id, failureDetails }))

  expect(await look(jobs)).toMatchObject({
    type: 'failed',
    error: { code: 'ConfigurationError', message: 'no such project' },
    externalExecutionId: '8',
  })
})

test('a result for a job that is over, or that nobody acknowledged, is refused', async () => {
  await using work = await working()
  const { server, jobs, id } = work
  const other = { actionExecutionId: '33333333-3333-4333-8333-333333333333' }
  await jobs.start(jenkinsRequest(other), signal)
  const [unacknowledged] = await poll(server)

  await jobs.abandon(jenkinsRequest(), {}, signal)

  await expect(succeed(server, id, {})).rejects.toMatchObject({
    name: 'InvalidJobStateException',
    message: expect.stringContaining('TimedOut'),
  })
  const early = succeed(server, unacknowledged?.id, {})
  await expect(early).rejects.toMatchObject({ name: 'InvalidJobStateException' })
})

test('details of a job can be read again, and hold no credentials once it is over', async () => {
  await using work = await working()
  const { server, id } = work
  const details = () => server.pipelines.send(new GetJobDetailsCommand({ jobId: id }))

  const during = await details()
  await succeed(server, id, {})
  const after = await details()

  expect(during.jobDetails?.data?.actionConfiguration?.configuration?.Token).toBe('in clear')
  expect(during.jobDetails?.data?.artifactCredentials?.accessKeyId).toBe('ASIAEXAMPLE')
  expect(after.jobDetails?.data?.artifactCredentials).toBeUndefined()
})

test('a job whose artifacts nobody can open fails, and says why', async () => {
  await using server = await codepipelineServer({
    deps: { jobCredentials: { issue: async () => ({ refused: 'trust' }) } },
  })
  await createType(server)
  const jobs = jobsOf(server)
  await jobs.start(jenkinsRequest(), signal)

  expect(await poll(server)).toEqual([])

  expect(await look(jobs)).toMatchObject({
    type: 'failed',
    error: { code: 'PermissionError', message: expect.stringContaining(ROLE) },
  })
})

test.each<[string, Partial<PutJobSuccessResultCommandInput>, string]>([
  [
    'variables together with a continuation token',
    { outputVariables: { A: 'b' }, continuationToken: 't' },
    'ValidationException',
  ],
  [
    'variables beyond 122,880 bytes',
    { outputVariables: Object.fromEntries(Array.from({ length: 130 }, (_, n) => [`k${n}`, 'x'.repeat(1000)])) },
    'OutputVariablesSizeExceededException',
  ],
])('%s are refused, and the job goes on', async (_, said, name) => {
  await using work = await working()
  const { server, jobs, id } = work

  await expect(succeed(server, id, said)).rejects.toMatchObject({ name })

  expect(await look(jobs)).toMatchObject({ type: 'waiting' })
})

test.each([
  ['an unknown job', { jobId: '44444444-4444-4444-8444-444444444444' }, 'JobNotFoundException'],
  ['a job of another region', { region: 'eu-west-1' }, 'JobNotFoundException'],
])('%s is not found', async (_, { jobId, region }: { jobId?: string; region?: string }, name) => {
  await using work = await working()
  const client = region ? work.server.inRegion(region) : work.server.pipelines

  const details = client.send(new GetJobDetailsCommand({ jobId: jobId ?? work.id }))

  await expect(details).rejects.toMatchObject({ name })
})

test.each([
  ['no query', undefined, "the value of 'Project' is required"],
  ['another property', { Token: 'x' }, "'Token' is not queryable"],
])('a poll with %s is refused', async (_, queryParam: Record<string, string> | undefined, message) => {
  await using server = await codepipelineServer()
  await createType(server)

  const answer = server.pipelines.send(new PollForJobsCommand({ actionTypeId: JENKINS, queryParam }))

  await expect(answer).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(message),
  })
})

test('an execution waits for its worker, and goes on as soon as that has reported', async () => {
  await using server = await codepipelineServer({ running: true })
  await createType(server)
  const build = { ...jenkinsAction({ Project: 'web', Token: 'geheim' }), namespace: 'BuiltBy' }
  const deploy = deployAction({ configuration: { ApplicationName: 'web', DeploymentGroupName: '#{BuiltBy.Group}' } })
  const stages = [
    { name: 'Source', actions: [sourceAction()] },
    { name: 'Build', actions: [build] },
    { name: 'Deploy', actions: [deploy] },
  ]
  await server.pipelines.send(new CreatePipelineCommand({ pipeline: pipeline({ stages }) }))

  const job = await until('a job', async () => (await poll(server))[0])
  await acknowledge(server, job)
  await succeed(server, job.id, { outputVariables: { Group: 'blue' }, executionDetails: { summary: 'built' } })
  const details = await until('the end of the execution', async () => {
    const { actionExecutionDetails } = await server.pipelines.send(
      new ListActionExecutionsCommand({ pipelineName: 'web' }),
    )
    return actionExecutionDetails?.some(({ stageName, status }) => stageName === 'Deploy' && status === 'Succeeded')
      ? actionExecutionDetails
      : undefined
  })

  expect(job.data?.actionConfiguration?.configuration).toEqual({ Project: 'web', Token: 'geheim' })
  expect(server.provider.last('Deploy').configuration).toMatchObject({ DeploymentGroupName: 'blue' })
  const built = details.find(({ stageName }) => stageName === 'Build')
  expect(built?.output).toMatchObject({
    outputVariables: { Group: 'blue' },
    executionResult: { externalExecutionSummary: 'built' },
  })
  expect(JSON.stringify(details)).not.toContain('geheim')
})

test('a custom approval is answered by its worker, and has no token', async () => {
  await using server = await codepipelineServer({ running: true })
  await createType(server, { category: 'Approval' })
  const actionTypeId = { ...JENKINS, category: 'Approval' } as const
  const gate = approvalAction({ actionTypeId, configuration: { Project: 'web' } })
  const stages = [
    { name: 'Source', actions: [sourceAction()] },
    { name: 'Gate', actions: [gate] },
  ]
  await server.pipelines.send(new CreatePipelineCommand({ pipeline: pipeline({ stages }) }))
  const latest = async () => {
    const { stageStates } = await server.pipelines.send(new GetPipelineStateCommand({ name: 'web' }))
    return stageStates?.[1]?.actionStates?.[0]?.latestExecution
  }

  const asked = { actionTypeId, queryParam: { Project: 'web' } }
  const job = await until('a job', async () => (await server.pipelines.send(new PollForJobsCommand(asked))).jobs?.[0])
  const waiting = await latest()
  await acknowledge(server, job)
  await succeed(server, job.id, {})
  await until('the end of the action', async () => (await latest())?.status === 'Succeeded')

  expect(waiting).toMatchObject({ status: 'InProgress' })
  expect(waiting?.token).toBeUndefined()
})
