import {
  type ActionCategory,
  type ActionDeclaration,
  type ActionOwner,
  CreateCustomActionTypeCommand,
  CreatePipelineCommand,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListRuleExecutionsCommand,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
  RetryStageExecutionCommand,
  RollbackStageCommand,
} from '@aws-sdk/client-codepipeline'
import { PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { zip } from './support/archives.ts'
import { ARTIFACTS, type Delivery, delivery, policy } from './support/delivery.ts'
import { type TakenJob, takeJob } from './support/job-worker.ts'

const DROPS = 'drops'
const SITE = 'site'
const JENKINS = { category: 'Build', owner: 'Custom', provider: 'Jenkins', version: '1' } as const

let here: Delivery
beforeAll(async () => {
  here = await delivery()
  const { s3, iam } = here.world
  await s3.send(new CreateBucketCommand({ Bucket: SITE }))
  await s3.send(new CreateBucketCommand({ Bucket: DROPS }))
  const versions = { Bucket: DROPS, VersioningConfiguration: { Status: 'Enabled' as const } }
  await s3.send(new PutBucketVersioningCommand(versions))
  const PolicyDocument = policy([{ Action: ['codepipeline:StartPipelineExecution'], Resource: '*' }])
  await iam.send(new PutRolePolicyCommand({ RoleName: 'pipeline', PolicyName: 'invoke', PolicyDocument }))
  await here.codepipeline.send(
    new CreateCustomActionTypeCommand({
      category: 'Build',
      provider: 'Jenkins',
      version: '1',
      settings: { executionUrlTemplate: 'https://build.example/{Config:Job}/{ExternalExecutionId}' },
      configurationProperties: [
        { name: 'Job', required: true, key: true, secret: false },
        { name: 'Password', required: true, key: false, secret: true },
      ],
      inputArtifactDetails: { minimumCount: 1, maximumCount: 1 },
      outputArtifactDetails: { minimumCount: 1, maximumCount: 1 },
    }),
  )
  await createPipelines()
})
afterAll(() => here?.[Symbol.asyncDispose]())

function action(
  name: string,
  [category, owner, provider]: [ActionCategory, ActionOwner, string],
  configuration: Record<string, string>,
  more: Partial<ActionDeclaration> = {},
): ActionDeclaration {
  return { name, namespace: name, actionTypeId: { category, owner, provider, version: '1' }, configuration, ...more }
}
const fromDrops = (S3ObjectKey: string, PollForSourceChanges = 'true') =>
  action(
    'Source',
    ['Source', 'AWS', 'S3'],
    { S3Bucket: DROPS, S3ObjectKey, PollForSourceChanges },
    {
      outputArtifacts: [{ name: 'source' }],
    },
  )
const toSite = (name: string, artifact: string) =>
  action(
    name,
    ['Deploy', 'AWS', 'S3'],
    { BucketName: SITE, Extract: 'true', ObjectKey: name.toLowerCase() },
    {
      inputArtifacts: [{ name: artifact }],
    },
  )

/** `web`, which begins with an object, and `after`, which `web` starts at its end. */
async function createPipelines(): Promise<void> {
  const common = {
    roleArn: here.pipelineRoleArn,
    artifactStore: { type: 'S3' as const, location: ARTIFACTS },
    pipelineType: 'V2' as const,
    executionMode: 'QUEUED' as const,
  }
  await here.world.s3.send(new PutObjectCommand({ Bucket: DROPS, Key: 'after.zip', Body: zip([{ name: 'a' }]) }))
  await here.codepipeline.send(
    new CreatePipelineCommand({
      pipeline: {
        ...common,
        name: 'after',
        variables: [{ name: 'VERDICT' }],
        stages: [
          { name: 'Source', actions: [fromDrops('after.zip', 'false')] },
          { name: 'Publish', actions: [toSite('After', 'source')] },
        ],
      },
    }),
  )
  const jenkins = action(
    'Jenkins',
    ['Build', 'Custom', 'Jenkins'],
    { Job: 'web', Password: 'in-clear-for-workers' },
    {
      inputArtifacts: [{ name: 'source' }],
      outputArtifacts: [{ name: 'built' }],
    },
  )
  const commands = action(
    'Commands',
    ['Compute', 'AWS', 'Commands'],
    {},
    {
      commands: ['export VERDICT="$(cat page.html) is $MOOD"', 'mkdir out', 'echo "$VERDICT" >out/verdict.txt'],
      environmentVariables: [{ name: 'MOOD', value: '#{Jenkins.MOOD}' }],
      outputVariables: ['VERDICT'],
      inputArtifacts: [{ name: 'built' }],
      outputArtifacts: [{ name: 'checked', files: ['page.html', 'out/*'] }],
    },
  )
  const isGood = {
    name: 'IsGood',
    ruleTypeId: { category: 'Rule' as const, owner: 'AWS' as const, provider: 'VariableCheck', version: '1' },
    configuration: { Variable: '#{Commands.VERDICT}', Operator: 'MATCHES', Value: '.* is good' },
  }
  const after = { PipelineName: 'after', Variables: '[{"name":"VERDICT","value":"#{Commands.VERDICT}"}]' }
  await here.codepipeline.send(
    new CreatePipelineCommand({
      pipeline: {
        ...common,
        name: 'web',
        stages: [
          { name: 'Source', actions: [fromDrops('web.zip')] },
          { name: 'Build', actions: [jenkins] },
          { name: 'Check', actions: [commands] },
          {
            name: 'Publish',
            beforeEntry: { conditions: [{ result: 'FAIL', rules: [isGood] }] },
            actions: [toSite('Page', 'checked'), action('Invoke', ['Invoke', 'AWS', 'CodePipeline'], after)],
          },
        ],
      },
    }),
  )
  // There is no object yet, so the execution that every new pipeline begins with fails.
  const first = await here.firstExecution('web')
  expect(await here.ended('web', first)).toBe('Failed')
}

/** Uploads the source; resolves with the execution that it starts, and what was uploaded. */
async function drop(text: string): Promise<{ id: string; content: Buffer }> {
  const content = zip([{ name: 'input.txt', content: text }])
  const put = new PutObjectCommand({ Bucket: DROPS, Key: 'web.zip', Body: content })
  const { VersionId: version = '' } = await here.world.s3.send(put)
  return { id: await here.executionOf('web', version), content }
}
const job = () => takeJob(here.codepipeline, here.world.plane.client, JENKINS)
/** What a worker does with a job when all goes well. */
async function succeed(taken: TakenJob, page: string, MOOD = 'good'): Promise<void> {
  await taken.write(
    'built',
    zip([
      { name: 'page.html', content: page },
      { name: 'left-out.txt', content: 'x' },
    ]),
  )
  await here.codepipeline.send(new PutJobSuccessResultCommand({ jobId: taken.id, outputVariables: { MOOD } }))
}
const site = async (Key: string) =>
  (await here.world.s3.send(new GetObjectCommand({ Bucket: SITE, Key }))).Body?.transformToString()

let published: string

test('a job worker reads and writes the artifacts of its job, and its variables go on through the pipeline', async () => {
  const { id, content } = await drop('one')
  const taken = await job()

  expect(taken.job.data?.actionConfiguration?.configuration).toEqual({ Job: 'web', Password: 'in-clear-for-workers' })
  expect(taken.job.data?.pipelineContext).toMatchObject({ pipelineName: 'web', pipelineExecutionId: id })
  expect((await taken.read('source')).equals(content)).toBe(true)
  const elsewhere = taken.s3.send(new GetObjectCommand({ Bucket: DROPS, Key: 'web.zip' }))
  await expect(elsewhere).rejects.toMatchObject({ name: 'AccessDenied' })
  await taken.write(
    'built',
    zip([
      { name: 'page.html', content: 'page one' },
      { name: 'left-out.txt', content: 'x' },
    ]),
  )
  await here.codepipeline.send(
    new PutJobSuccessResultCommand({
      jobId: taken.id,
      executionDetails: { externalExecutionId: '42', summary: 'Built', percentComplete: 100 },
      outputVariables: { MOOD: 'good' },
    }),
  )

  expect(await here.ended('web', id)).toBe('Succeeded')
  published = id
  const actions = await here.actions('web', id)
  expect(actions.get('Build/Jenkins')?.output).toMatchObject({
    outputVariables: { MOOD: 'good' },
    executionResult: {
      externalExecutionId: '42',
      externalExecutionUrl: 'https://build.example/web/42',
      externalExecutionSummary: 'Built',
    },
  })
  expect(actions.get('Build/Jenkins')?.input?.configuration).toMatchObject({ Password: '****' })
  expect(actions.get('Check/Commands')?.output?.outputVariables).toEqual({ VERDICT: 'page one is good' })
  expect(await site('page/page.html')).toBe('page one')
  expect(await site('page/out/verdict.txt')).toBe('page one is good\n')
  const leftOut = new HeadObjectCommand({ Bucket: SITE, Key: 'page/left-out.txt' })
  await expect(here.world.s3.send(leftOut)).rejects.toMatchObject({ name: 'NotFound' })
})

test('the pipeline that it invokes runs with the variables that it is given', async () => {
  const actions = await here.actions('web', published)
  const invoked = actions.get('Publish/Invoke')?.output?.executionResult?.externalExecutionId ?? ''

  expect(await here.ended('after', invoked)).toBe('Succeeded')
  const { pipelineExecution } = await here.codepipeline.send(
    new GetPipelineExecutionCommand({ pipelineName: 'after', pipelineExecutionId: invoked }),
  )
  expect(pipelineExecution?.variables).toEqual([{ name: 'VERDICT', resolvedValue: 'page one is good' }])
  expect(await here.executions('after')).toHaveLength(1)
})

test('a job that fails fails its action with what the worker says, and a retry makes another job', async () => {
  const { id } = await drop('two')
  const failing = await job()
  await here.codepipeline.send(
    new PutJobFailureResultCommand({
      jobId: failing.id,
      failureDetails: { type: 'JobFailed', message: '2 of 9 tests failed', externalExecutionId: '43' },
    }),
  )

  expect(await here.ended('web', id)).toBe('Failed')
  expect((await here.actions('web', id)).get('Build/Jenkins')?.output?.executionResult).toMatchObject({
    externalExecutionId: '43',
    errorDetails: { code: 'JobFailed', message: '2 of 9 tests failed' },
  })
  const late = here.codepipeline.send(new PutJobSuccessResultCommand({ jobId: failing.id }))
  await expect(late).rejects.toMatchObject({ name: 'InvalidJobStateException' })
  await here.codepipeline.send(
    new RetryStageExecutionCommand({
      pipelineName: 'web',
      stageName: 'Build',
      pipelineExecutionId: id,
      retryMode: 'FAILED_ACTIONS',
    }),
  )
  const again = await job()
  expect(again.id).not.toBe(failing.id)
  await succeed(again, 'page two')
  expect(await here.ended('web', id)).toBe('Succeeded')
  expect(await site('page/page.html')).toBe('page two')
})

test('a continuation token makes another job, which knows what the last one has said', async () => {
  const { id } = await drop('three')
  const first = await job()
  await here.codepipeline.send(
    new PutJobSuccessResultCommand({
      jobId: first.id,
      continuationToken: 'half-way',
      executionDetails: { externalExecutionId: '44', percentComplete: 50 },
    }),
  )

  const second = await job()

  expect(first.job.data?.continuationToken).toBeUndefined()
  expect(second.job.data?.continuationToken).toBe('half-way')
  expect(second.id).not.toBe(first.id)
  expect((await here.actions('web', id)).get('Build/Jenkins')?.status).toBe('InProgress')
  await succeed(second, 'page three')
  expect(await here.ended('web', id)).toBe('Succeeded')
  expect((await here.actions('web', id)).get('Build/Jenkins')?.output?.executionResult).toMatchObject({
    externalExecutionId: '44',
  })
})

test('a condition that does not hold keeps the execution out of the stage, and says why', async () => {
  const { id } = await drop('four')
  await succeed(await job(), 'page four', 'bad')

  expect(await here.ended('web', id)).toBe('Failed')
  expect([...(await here.actions('web', id)).keys()].sort()).toEqual([
    'Build/Jenkins',
    'Check/Commands',
    'Source/Source',
  ])
  expect(await site('page/page.html')).toBe('page three')
  const { stageStates = [] } = await here.codepipeline.send(new GetPipelineStateCommand({ name: 'web' }))
  const publish = stageStates.find(({ stageName }) => stageName === 'Publish')
  expect(publish?.beforeEntryConditionState?.latestExecution).toMatchObject({
    status: 'Failed',
    summary: expect.stringContaining('page four is bad'),
  })
  const { ruleExecutionDetails = [] } = await here.codepipeline.send(
    new ListRuleExecutionsCommand({ pipelineName: 'web', filter: { pipelineExecutionId: id } }),
  )
  expect(ruleExecutionDetails).toMatchObject([{ ruleName: 'IsGood', stageName: 'Publish', status: 'Failed' }])
})

test('a rolled back stage runs again with the artifacts and variables of the execution that is meant', async () => {
  const { pipelineExecutionId: rolledBack = '' } = await here.codepipeline.send(
    new RollbackStageCommand({ pipelineName: 'web', stageName: 'Publish', targetPipelineExecutionId: published }),
  )

  expect(await here.ended('web', rolledBack)).toBe('Succeeded')

  expect(await site('page/page.html')).toBe('page one')
  expect([...(await here.actions('web', rolledBack)).keys()].sort()).toEqual(['Publish/Invoke', 'Publish/Page'])
  const [newest] = await here.executions('web')
  expect(newest).toMatchObject({
    pipelineExecutionId: rolledBack,
    executionType: 'ROLLBACK',
    rollbackMetadata: { rollbackTargetPipelineExecutionId: published },
    trigger: { triggerType: 'ManualRollback' },
  })
})
