import {
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  type PipelineDeclaration,
  PutActionRevisionCommand,
  RetryStageExecutionCommand,
  StopPipelineExecutionCommand,
  UpdatePipelineCommand,
} from '@aws-sdk/client-codepipeline'
import { until } from '@towpath/testkit/until.ts'
import { describe, expect, test } from 'vitest'
import { type CodepipelineServer, codepipelineServer } from '../testing/codepipeline-server.ts'
import { buildAction, deployAction, pipeline, sourceAction } from '../testing/definitions.ts'
import { runningPipeline } from '../testing/running-pipeline.ts'

const threeStages = (change: Partial<PipelineDeclaration> = {}) =>
  pipeline({
    stages: [
      { name: 'Source', actions: [sourceAction()] },
      { name: 'Build', actions: [buildAction()] },
      { name: 'Deploy', actions: [deployAction()] },
    ],
    ...change,
  })

const running = () => codepipelineServer({ running: true })

/** Has the action wait until the test lets it go on. */
function gate(server: CodepipelineServer, action: string): () => void {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.provider.on(action, async () => {
    await promise
    return { type: 'succeeded' }
  })
  return resolve
}

const began = (server: CodepipelineServer, action: string, times = 1) =>
  until(`${action} was begun ${times} times`, () => server.provider.count(`start ${action}`) >= times, {
    describe: () => server.provider.asked,
  })

test('a pipeline that is made runs by itself, through all its stages', async () => {
  await using server = await running()
  const web = await runningPipeline(server, threeStages())

  expect(await web.ended(1)).toEqual(['Succeeded'])
  expect(server.provider.asked).toEqual(['start Source', 'start Build', 'start Deploy'])
  const [first] = await web.executions()
  expect(first).toMatchObject({ trigger: { triggerType: 'CreatePipeline' }, executionMode: 'SUPERSEDED' })
  for (const name of ['Source', 'Build', 'Deploy']) {
    expect((await web.stage(name)).latestExecution?.status).toBe('Succeeded')
  }
})

test('a request that is repeated with its token starts nothing more', async () => {
  await using server = await running()
  const web = await runningPipeline(server, threeStages())

  const id = await web.start({ clientRequestToken: 'once' })

  expect(await web.start({ clientRequestToken: 'once' })).toBe(id)
  expect(await web.executions()).toHaveLength(2)
  expect(await web.start({ clientRequestToken: 'twice' })).not.toBe(id)
})

describe('ten starts at once', () => {
  const tenStarts = async (server: CodepipelineServer, executionMode: 'SUPERSEDED' | 'QUEUED' | 'PARALLEL') => {
    const release = gate(server, 'Source')
    const web = await runningPipeline(server, threeStages({ executionMode }))
    await Promise.all(Array.from({ length: 10 }, () => web.start()))
    return { web, release }
  }

  test('superseded: the one that runs and the newest come to the end, those between are skipped', async () => {
    await using server = await running()
    const { web, release } = await tenStarts(server, 'SUPERSEDED')
    await began(server, 'Source')

    release()

    expect(await web.ended(11)).toEqual(['Succeeded', ...Array(9).fill('Superseded'), 'Succeeded'])
    expect(server.provider.count('start Deploy')).toBe(2)
  })

  test('queued: all come to the end, one after the other', async () => {
    await using server = await running()
    const { web, release } = await tenStarts(server, 'QUEUED')
    await began(server, 'Source')
    expect((await web.stage('Source')).inboundExecutions).toHaveLength(10)

    release()

    expect(await web.ended(11)).toEqual(Array(11).fill('Succeeded'))
    const order = server.provider.requests.filter(({ stage }) => stage === 'Deploy').map((each) => each.executionId)
    expect(order).toEqual((await web.executions()).map(({ pipelineExecutionId }) => pipelineExecutionId))
  })

  test('parallel: all run at the same time', async () => {
    await using server = await running()
    const { web, release } = await tenStarts(server, 'PARALLEL')

    await began(server, 'Source', 11)
    release()

    expect(await web.ended(11)).toEqual(Array(11).fill('Succeeded'))
  })

  test('more executions than a queue takes are refused', async () => {
    await using server = await running()
    const release = gate(server, 'Source')
    const web = await runningPipeline(server, threeStages({ executionMode: 'QUEUED' }))
    for (let more = 1; more < 50; more++) await web.start()

    await expect(web.start()).rejects.toMatchObject({ name: 'ConcurrentPipelineExecutionsLimitExceededException' })
    release()
  })
})

describe('retry', () => {
  const retry = (server: CodepipelineServer, id: string, retryMode: 'FAILED_ACTIONS' | 'ALL_ACTIONS') =>
    server.pipelines.send(
      new RetryStageExecutionCommand({ pipelineName: 'web', stageName: 'Build', pipelineExecutionId: id, retryMode }),
    )
  const twoBuilds = () =>
    threeStages({
      stages: [
        { name: 'Source', actions: [sourceAction()] },
        {
          name: 'Build',
          actions: [buildAction(), buildAction({ name: 'Lint', outputArtifacts: [] })],
        },
        { name: 'Deploy', actions: [deployAction()] },
      ],
    })
  const failedOnce = async (server: CodepipelineServer) => {
    server.provider.fails('Build', 'exit status 1')
    const web = await runningPipeline(server, twoBuilds())
    expect(await web.ended(1)).toEqual(['Failed'])
    const id = (await web.executions())[0]?.pipelineExecutionId ?? ''
    return { web, id }
  }

  test('an action that fails ends its execution, and says why', async () => {
    await using server = await running()
    const { web } = await failedOnce(server)

    const { actionStates, latestExecution } = await web.stage('Build')
    expect(latestExecution?.status).toBe('Failed')
    expect(actionStates?.find(({ actionName }) => actionName === 'Build')?.latestExecution).toMatchObject({
      status: 'Failed',
      errorDetails: { code: 'JobFailed', message: 'exit status 1' },
    })
    expect(server.provider.count('start Deploy')).toBe(0)
  })

  test('only what failed runs again, and the execution goes on under its id', async () => {
    await using server = await running()
    const { web, id } = await failedOnce(server)
    server.provider.succeeds('Build')

    await retry(server, id, 'FAILED_ACTIONS')

    await web.reaches(id, 'Succeeded')
    expect(server.provider.count('start Lint')).toBe(1)
    expect(server.provider.count('start Build')).toBe(2)
    expect((await web.stage('Build')).retryStageMetadata).toMatchObject({ manualStageRetryAttempt: 1 })
    const { actionExecutionDetails = [] } = await server.pipelines.send(
      new ListActionExecutionsCommand({ pipelineName: 'web' }),
    )
    expect(new Set(actionExecutionDetails.map(({ actionExecutionId }) => actionExecutionId)).size).toBe(5)
  })

  test('all actions of the stage run again, where that is asked for', async () => {
    await using server = await running()
    const { web, id } = await failedOnce(server)
    server.provider.succeeds('Build')

    await retry(server, id, 'ALL_ACTIONS')

    await web.reaches(id, 'Succeeded')
    expect(server.provider.count('start Lint')).toBe(2)
  })

  test('an execution that another one has overtaken is not retried', async () => {
    await using server = await running()
    const { web, id } = await failedOnce(server)
    await web.start()
    await web.ended(2)

    await expect(retry(server, id, 'FAILED_ACTIONS')).rejects.toMatchObject({
      name: 'NotLatestPipelineExecutionException',
    })
  })

  test('what did not fail, or is unknown, is not retried', async () => {
    await using server = await running()
    const web = await runningPipeline(server, threeStages())
    await web.ended(1)
    const id = (await web.executions())[0]?.pipelineExecutionId ?? ''

    for (const execution of [id, '00000000-0000-4000-8000-000000000000']) {
      await expect(retry(server, execution, 'ALL_ACTIONS')).rejects.toMatchObject({
        name: 'StageNotRetryableException',
      })
    }
  })
})

describe('stop', () => {
  const stop = (server: CodepipelineServer, id: string, abandon: boolean) =>
    server.pipelines.send(
      new StopPipelineExecutionCommand({
        pipelineName: 'web',
        pipelineExecutionId: id,
        abandon,
        reason: 'wrong branch',
      }),
    )

  test('waits for what runs, and starts nothing more', async () => {
    await using server = await running()
    const release = gate(server, 'Build')
    const web = await runningPipeline(server, threeStages())
    await began(server, 'Build')
    const id = (await web.executions())[0]?.pipelineExecutionId ?? ''

    await stop(server, id, false)
    expect((await web.execution(id)).status).toBe('Stopping')
    await expect(stop(server, id, false)).rejects.toMatchObject({ name: 'DuplicatedStopRequestException' })
    release()

    expect((await web.reaches(id, 'Stopped')).stopTrigger).toEqual({ reason: 'wrong branch' })
    expect(server.provider.count('start Deploy')).toBe(0)
    await expect(stop(server, id, true)).rejects.toMatchObject({ name: 'PipelineExecutionNotStoppableException' })
  })

  test('abandons what runs, and a late answer of it changes nothing', async () => {
    await using server = await running()
    server.provider.waits('Build')
    const web = await runningPipeline(server, threeStages())
    await began(server, 'Build')
    const id = (await web.executions())[0]?.pipelineExecutionId ?? ''

    await stop(server, id, true)

    expect((await web.execution(id)).status).toBe('Stopped')
    expect((await web.stage('Build')).actionStates?.[0]?.latestExecution?.status).toBe('Abandoned')
    await until('the provider was told', () => server.provider.count('abandon Build') === 1)
    expect((await web.execution(id)).status).toBe('Stopped')
  })
})

describe('transitions', () => {
  const place = { pipelineName: 'web', stageName: 'Deploy', transitionType: 'Inbound' as const }

  test('what waits in front of a closed transition is superseded by what comes after, and goes in once it is open', async () => {
    await using server = await running()
    const web = await runningPipeline(server, threeStages())
    await web.ended(1)
    await server.pipelines.send(new DisableStageTransitionCommand({ ...place, reason: 'Holidays' }))

    const [one, two] = [await web.start(), await web.start()]
    await web.reaches(one, 'Superseded')
    const { inboundExecution, inboundTransitionState } = await web.stageIs(
      'Deploy',
      ({ inboundExecution: inbound }) => inbound?.pipelineExecutionId === two,
    )
    expect(inboundExecution?.status).toBe('InProgress')
    expect(inboundTransitionState).toMatchObject({ enabled: false, disabledReason: 'Holidays' })
    await server.pipelines.send(new EnableStageTransitionCommand(place))

    await web.reaches(two, 'Succeeded')
    expect((await web.stage('Deploy')).inboundTransitionState?.enabled).toBe(true)
  })

  test('the way out of a stage is the way into the next', async () => {
    await using server = await running()
    const web = await runningPipeline(server, threeStages())
    const other = await runningPipeline(server, threeStages({ name: 'other' }))

    await server.pipelines.send(
      new DisableStageTransitionCommand({
        pipelineName: 'web',
        stageName: 'Build',
        transitionType: 'Outbound',
        reason: 'no',
      }),
    )

    expect((await web.stage('Deploy')).inboundTransitionState?.enabled).toBe(false)
    expect((await other.stage('Deploy')).inboundTransitionState?.enabled).toBe(true)
    await expect(
      server.pipelines.send(new DisableStageTransitionCommand({ ...place, stageName: 'Nope', reason: 'no' })),
    ).rejects.toMatchObject({ name: 'StageNotFoundException' })
  })
})

describe('variables and revisions', () => {
  const withVariables = () =>
    threeStages({
      variables: [{ name: 'Tag', defaultValue: 'latest' }],
      stages: [
        { name: 'Source', actions: [sourceAction({ namespace: 'Src' })] },
        {
          name: 'Build',
          actions: [
            buildAction({
              configuration: {
                ProjectName: 'web',
                EnvironmentVariables: '[{"name":"T","value":"#{variables.Tag}-#{Src.CommitId}"}]',
              },
            }),
          ],
        },
      ],
    })

  test('an action gets variables of the pipeline and of actions before it, filled in', async () => {
    await using server = await running()
    server.provider.on('Source', () => ({
      type: 'succeeded',
      outputVariables: { CommitId: 'abc' },
      revision: { id: 'abc', summary: 'Add a page', url: 'http://x/abc' },
    }))
    const web = await runningPipeline(server, withVariables())
    const id = await web.start({ variables: [{ name: 'Tag', value: 'v2' }] })
    await web.reaches(id, 'Succeeded')

    const { configuration, inputs, executionId } = server.provider.last('Build')
    expect(executionId).toBe(id)
    expect(configuration.EnvironmentVariables).toBe('[{"name":"T","value":"v2-abc"}]')
    expect(inputs).toEqual([
      {
        name: 'SourceOutput',
        bucket: 'artifacts',
        key: expect.stringMatching(/^web\/SourceOutp\/[A-Za-z0-9]{7}$/),
        revision: 'abc',
      },
    ])
    const { pipelineExecution } = await server.pipelines.send(
      new GetPipelineExecutionCommand({ pipelineName: 'web', pipelineExecutionId: id }),
    )
    expect(pipelineExecution).toMatchObject({
      artifactRevisions: [{ name: 'SourceOutput', revisionId: 'abc', revisionSummary: 'Add a page' }],
      variables: [{ name: 'Tag', resolvedValue: 'v2' }],
    })
  })

  test('an action that refers to a variable without a value fails, and names it', async () => {
    await using server = await running()
    const web = await runningPipeline(server, withVariables())

    expect(await web.ended(1)).toEqual(['Failed'])
    const { actionStates } = await web.stage('Build')
    expect(actionStates?.[0]?.latestExecution?.errorDetails).toEqual({
      code: 'ConfigurationError',
      message: 'The following variables have no value: #{Src.CommitId}',
    })
    expect(server.provider.count('start Build')).toBe(0)
  })

  test.each([
    ['a variable that is not declared', { variables: [{ name: 'Nope', value: '1' }] }],
    [
      'a revision of an action that is no source',
      { sourceRevisions: [{ actionName: 'Build', revisionType: 'COMMIT_ID' as const, revisionValue: 'x' }] },
    ],
    [
      'a revision of another kind',
      { sourceRevisions: [{ actionName: 'Source', revisionType: 'IMAGE_DIGEST' as const, revisionValue: 'x' }] },
    ],
  ])('%s is refused, and nothing is started', async (_, input) => {
    await using server = await running()
    const web = await runningPipeline(server, withVariables())

    await expect(web.start(input)).rejects.toMatchObject({ name: 'ValidationException' })
    expect(await web.executions()).toHaveLength(1)
  })

  test('a source action gets the revision that the start names', async () => {
    await using server = await running()
    const web = await runningPipeline(server, threeStages())
    const given = { revisionType: 'COMMIT_ID' as const, revisionValue: 'abc' }

    await web.reaches(await web.start({ sourceRevisions: [{ actionName: 'Source', ...given }] }), 'Succeeded')

    expect(server.provider.last('Source').sourceRevisions).toEqual([given])
  })

  test('a new revision of a source action starts an execution, one that is known does not', async () => {
    await using server = await running()
    server.provider.on('Source', ({ sourceRevisions: [given] }) => ({
      type: 'succeeded',
      revision: { id: given?.revisionValue ?? 'first' },
    }))
    const web = await runningPipeline(server, threeStages())
    await web.ended(1)
    const put = (revisionId: string) =>
      server.pipelines.send(
        new PutActionRevisionCommand({
          pipelineName: 'web',
          stageName: 'Source',
          actionName: 'Source',
          actionRevision: { revisionId, revisionChangeId: '1', created: new Date() },
        }),
      )

    const answer = await put('second')

    expect(answer.newRevision).toBe(true)
    await web.reaches(answer.pipelineExecutionId ?? '', 'Succeeded')
    expect(await put('second')).toMatchObject({ newRevision: false, pipelineExecutionId: answer.pipelineExecutionId })
    expect((await web.executions()).at(-1)?.trigger?.triggerType).toBe('PutActionRevision')
  })
})

test('a new version of the definition cancels what runs once its actions have ended, and what waits at once', async () => {
  await using server = await running()
  const release = gate(server, 'Build')
  const web = await runningPipeline(server, threeStages())
  await began(server, 'Build')
  const waiting = await web.start()
  await web.stageIs('Build', ({ inboundExecution }) => inboundExecution?.pipelineExecutionId === waiting)

  await server.pipelines.send(new UpdatePipelineCommand({ pipeline: threeStages() }))
  expect((await web.execution(waiting)).status).toBe('Cancelled')
  release()

  expect(await web.ended(2)).toEqual(['Cancelled', 'Cancelled'])
  const next = await web.start()
  await web.reaches(next, 'Succeeded')
})
