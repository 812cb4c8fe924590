import { GetPipelineExecutionCommand, PutActionRevisionCommand } from '@aws-sdk/client-codepipeline'
import { expect, test } from 'vitest'
import { codepipelineServer } from '../testing/codepipeline-server.ts'
import { buildAction, sourceAction } from '../testing/definitions.ts'
import { threeStages } from '../testing/gate.ts'
import { runningPipeline } from '../testing/running-pipeline.ts'

const running = () => codepipelineServer({ running: true })

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
