import {
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  ListDeployActionExecutionTargetsCommand,
  ListPipelineExecutionsCommand,
  ListRuleExecutionsCommand,
  paginateListActionExecutions,
  paginateListPipelineExecutions,
} from '@aws-sdk/client-codepipeline'
import { expect, test } from 'vitest'
import { codepipelineServer } from '../testing/codepipeline-server.ts'
import { historyOf, uuid } from '../testing/history.ts'

const pipelineName = 'web'

async function withPipeline() {
  const server = await codepipelineServer()
  const history = await historyOf(server)
  return { server, client: server.pipelines, history, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

const revision = { id: 'c0ffee', summary: 'Fix it', url: 'https://git.example/c0ffee', createdAt: 5000, changeId: 'x' }
const sourceArtifact = { bucket: 'artifacts', key: 'web/SourceOut/abc', stage: 'Source', action: 'Source', revision }

test('an execution tells its revisions, variables, trigger and what it was rolled back to', async () => {
  await using web = await withPipeline()
  await web.history.execution({
    number: 1,
    status: 'Succeeded',
    mode: 'QUEUED',
    variables: { Tag: 'v1' },
    rollbackOf: uuid(9),
    trigger: { type: 'ManualRollback', detail: 'arn:x' },
  })
  await web.history.write((state) => state.artifacts.save({ ...sourceArtifact, executionId: uuid(1), name: 'Src' }))

  const { pipelineExecution } = await web.client.send(
    new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId: uuid(1) }),
  )

  expect(pipelineExecution).toEqual({
    pipelineName,
    pipelineVersion: 1,
    pipelineExecutionId: uuid(1),
    status: 'Succeeded',
    executionMode: 'QUEUED',
    executionType: 'ROLLBACK',
    rollbackMetadata: { rollbackTargetPipelineExecutionId: uuid(9) },
    trigger: { triggerType: 'ManualRollback', triggerDetail: 'arn:x' },
    variables: [{ name: 'Tag', resolvedValue: 'v1' }],
    artifactRevisions: [
      {
        name: 'Src',
        revisionId: 'c0ffee',
        revisionChangeIdentifier: 'x',
        revisionSummary: 'Fix it',
        revisionUrl: 'https://git.example/c0ffee',
        created: new Date(5000),
      },
    ],
  })
})

test('executions are listed newest first, page by page, with what they came from and why they were stopped', async () => {
  await using web = await withPipeline()
  for (const number of [1, 2, 3]) await web.history.execution({ number })
  await web.history.execution({ number: 4, status: 'Stopped', stopReason: 'wrong branch' })
  await web.history.write((state) => state.artifacts.save({ ...sourceArtifact, executionId: uuid(4), name: 'Src' }))

  const pages = []
  const paginator = paginateListPipelineExecutions({ client: web.client, pageSize: 3 }, { pipelineName })
  for await (const page of paginator) pages.push(page.pipelineExecutionSummaries ?? [])

  expect(pages.map((page) => page.map((each) => each.pipelineExecutionId))).toEqual([
    [uuid(4), uuid(3), uuid(2)],
    [uuid(1)],
  ])
  expect(pages[0]?.[0]).toMatchObject({
    status: 'Stopped',
    statusSummary: 'wrong branch',
    stopTrigger: { reason: 'wrong branch' },
    sourceRevisions: [
      {
        actionName: 'Source',
        revisionId: 'c0ffee',
        revisionSummary: 'Fix it',
        revisionUrl: 'https://git.example/c0ffee',
      },
    ],
    executionType: 'STANDARD',
    startTime: new Date(4000),
  })
})

test('a superseded execution says in front of which stage', async () => {
  await using web = await withPipeline()
  await web.history.execution({ number: 1, status: 'Superseded', inboundStage: 'Build' })

  const { pipelineExecutionSummaries } = await web.client.send(new ListPipelineExecutionsCommand({ pipelineName }))

  expect(pipelineExecutionSummaries?.[0]?.statusSummary).toContain('Build')
})

test('executions that succeeded in a stage are those of the current version', async () => {
  await using web = await withPipeline()
  const succeeded = async (number: number, version: number, status: 'Succeeded' | 'Failed') => {
    await web.history.execution({ number, version })
    const stage = { executionId: uuid(number), pipelineId: web.history.pipeline.id, stage: 'Build', status }
    await web.history.write((state) =>
      state.stageExecutions.enter({ ...stage, retries: { automatic: 0, manual: 0 }, enteredAt: 1 }),
    )
  }
  await succeeded(1, 1, 'Succeeded')
  await succeeded(2, 1, 'Failed')
  await succeeded(3, 7, 'Succeeded')

  const { pipelineExecutionSummaries } = await web.client.send(
    new ListPipelineExecutionsCommand({ pipelineName, filter: { succeededInStage: { stageName: 'Build' } } }),
  )

  expect(pipelineExecutionSummaries?.map((each) => each.pipelineExecutionId)).toEqual([uuid(1)])
})

test('an action execution tells what went in and what came out', async () => {
  await using web = await withPipeline()
  await web.history.execution({ number: 1 })
  await web.history.action({
    id: uuid(11),
    status: 'Failed',
    updatedBy: 'arn:somebody',
    summary: 'Build failed',
    externalExecutionId: 'web:1',
    externalExecutionUrl: 'https://console.example/web:1',
    error: { code: 'JobFailed', message: 'exit status 1' },
    input: {
      actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
      configuration: { ProjectName: '#{variables.P}' },
      resolvedConfiguration: { ProjectName: 'web' },
      roleArn: 'arn:aws:iam::123456789012:role/B',
      region: 'us-east-1',
      namespace: 'Built',
      inputArtifacts: [{ name: 'In', bucket: 'artifacts', key: 'web/In/abc' }],
    },
    output: {
      outputArtifacts: [{ name: 'Out', bucket: 'artifacts', key: 'web/Out/def' }],
      outputVariables: { Tag: 'v1' },
    },
  })

  const { actionExecutionDetails } = await web.client.send(new ListActionExecutionsCommand({ pipelineName }))

  expect(actionExecutionDetails).toEqual([
    {
      pipelineExecutionId: uuid(1),
      actionExecutionId: uuid(11),
      pipelineVersion: 1,
      stageName: 'Build',
      actionName: 'Build',
      startTime: new Date(1000),
      lastUpdateTime: new Date(1000),
      updatedBy: 'arn:somebody',
      status: 'Failed',
      input: {
        actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
        configuration: { ProjectName: '#{variables.P}' },
        resolvedConfiguration: { ProjectName: 'web' },
        roleArn: 'arn:aws:iam::123456789012:role/B',
        region: 'us-east-1',
        namespace: 'Built',
        inputArtifacts: [{ name: 'In', s3location: { bucket: 'artifacts', key: 'web/In/abc' } }],
      },
      output: {
        outputArtifacts: [{ name: 'Out', s3location: { bucket: 'artifacts', key: 'web/Out/def' } }],
        outputVariables: { Tag: 'v1' },
        executionResult: {
          externalExecutionId: 'web:1',
          externalExecutionSummary: 'Build failed',
          externalExecutionUrl: 'https://console.example/web:1',
          errorDetails: { code: 'JobFailed', message: 'exit status 1' },
        },
      },
    },
  ])
})

test('the token of an approval is its external execution', async () => {
  await using web = await withPipeline()
  await web.history.action({ id: uuid(11), token: uuid(99) })

  const { actionExecutionDetails } = await web.client.send(new ListActionExecutionsCommand({ pipelineName }))

  expect(actionExecutionDetails?.[0]?.output?.executionResult?.externalExecutionId).toBe(uuid(99))
})

test('action executions are filtered by execution, with all attempts or the last of each', async () => {
  await using web = await withPipeline()
  for (const number of [1, 2]) await web.history.execution({ number })
  await web.history.action({ id: uuid(11), startedAt: 1000, status: 'Failed' })
  await web.history.action({ id: uuid(12), startedAt: 2000, attempt: 2 })
  await web.history.action({ id: uuid(13), startedAt: 1500, stage: 'Source', action: 'Source' })
  await web.history.action({ id: uuid(14), startedAt: 3000, executionId: uuid(2) })
  const ids = async (filter: object | undefined) => {
    const { actionExecutionDetails } = await web.client.send(new ListActionExecutionsCommand({ pipelineName, filter }))
    return actionExecutionDetails?.map((each) => each.actionExecutionId)
  }
  const latest = (startTimeRange: string) => ({
    latestInPipelineExecution: { pipelineExecutionId: uuid(1), startTimeRange },
  })

  expect(await ids(undefined)).toEqual([uuid(14), uuid(12), uuid(13), uuid(11)])
  expect(await ids({ pipelineExecutionId: uuid(1) })).toEqual([uuid(12), uuid(13), uuid(11)])
  expect(await ids(latest('All'))).toEqual([uuid(12), uuid(13), uuid(11)])
  expect(await ids(latest('Latest'))).toEqual([uuid(12), uuid(13)])
})

test('pages of action executions neither repeat nor leave out what started at the same time', async () => {
  await using web = await withPipeline()
  await web.history.execution({ number: 1 })
  for (const n of [11, 12, 13, 14, 15]) await web.history.action({ id: uuid(n), action: `a${n}`, startedAt: 1000 })

  for (const filter of [
    undefined,
    { latestInPipelineExecution: { pipelineExecutionId: uuid(1), startTimeRange: 'Latest' as const } },
  ]) {
    const seen = []
    const paginator = paginateListActionExecutions({ client: web.client, pageSize: 2 }, { pipelineName, filter })
    for await (const { actionExecutionDetails = [] } of paginator) {
      seen.push(...actionExecutionDetails.map((each) => each.actionExecutionId))
    }
    expect(seen).toEqual([15, 14, 13, 12, 11].map(uuid))
  }
})

test('rule executions tell their check, and those that were checked again are left out on demand', async () => {
  await using web = await withPipeline()
  await web.history.execution({ number: 1 })
  const ruleTypeId = { category: 'Rule', owner: 'AWS', provider: 'VariableCheck', version: '1' } as const
  await web.history.rule({ id: uuid(21), status: 'Failed', startedAt: 1000 })
  await web.history.rule({
    id: uuid(22),
    check: 2,
    startedAt: 2000,
    status: 'Succeeded',
    summary: 'holds',
    input: { ruleTypeId, configuration: { Variable: 'a' }, inputArtifacts: [] },
  })
  const list = async (filter?: object) => {
    const { ruleExecutionDetails } = await web.client.send(new ListRuleExecutionsCommand({ pipelineName, filter }))
    return ruleExecutionDetails ?? []
  }

  const all = await list()
  const latest = await list({
    latestInPipelineExecution: { pipelineExecutionId: uuid(1), startTimeRange: 'Latest' },
  })

  expect(all.map((each) => each.ruleExecutionId)).toEqual([uuid(22), uuid(21)])
  expect(all[0]).toMatchObject({
    stageName: 'Build',
    ruleName: 'Weekday',
    status: 'Succeeded',
    input: { ruleTypeId, configuration: { Variable: 'a' } },
    output: { executionResult: { externalExecutionSummary: 'holds' } },
  })
  expect(latest.map((each) => each.ruleExecutionId)).toEqual([uuid(22)])
})

test('an action that deploys by itself has no targets here, and one that never was is not found', async () => {
  await using web = await withPipeline()
  await web.history.action({ id: uuid(11) })
  const targets = (actionExecutionId: string) =>
    web.client.send(new ListDeployActionExecutionTargetsCommand({ pipelineName, actionExecutionId }))

  expect((await targets(uuid(11))).targets).toEqual([])
  await expect(targets(uuid(12))).rejects.toMatchObject({ name: 'ActionExecutionNotFoundException' })
})

test.each([
  [
    'an execution of no pipeline',
    new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId: uuid(5) }),
    'PipelineExecutionNotFoundException',
  ],
  [
    'actions of an execution that never was',
    new ListActionExecutionsCommand({ pipelineName, filter: { pipelineExecutionId: uuid(5) } }),
    'PipelineExecutionNotFoundException',
  ],
  [
    'executions of an unknown pipeline',
    new ListPipelineExecutionsCommand({ pipelineName: 'nope' }),
    'PipelineNotFoundException',
  ],
  [
    'a next token that was made up',
    new ListPipelineExecutionsCommand({ pipelineName, nextToken: 'cp1.eA' }),
    'InvalidNextTokenException',
  ],
  [
    'the next token of another list',
    new ListActionExecutionsCommand({ pipelineName, nextToken: `cp1.${Buffer.from('5').toString('base64url')}` }),
    'InvalidNextTokenException',
  ],
  [
    'two filters that exclude each other',
    new ListActionExecutionsCommand({
      pipelineName,
      filter: {
        pipelineExecutionId: uuid(1),
        latestInPipelineExecution: { pipelineExecutionId: uuid(1), startTimeRange: 'All' },
      },
    }),
    'ValidationException',
  ],
])('%s is refused', async (_, command, name) => {
  await using web = await withPipeline()

  // @ts-expect-error: the commands of a table have no one type that `send` takes
  const answer = web.client.send(command)

  await expect(answer).rejects.toMatchObject({ name })
})
