import { ListActionExecutionsCommand, RetryStageExecutionCommand } from '@aws-sdk/client-codepipeline'
import { expect, test } from 'vitest'
import { type CodepipelineServer, codepipelineServer } from '../testing/codepipeline-server.ts'
import { buildAction, deployAction, sourceAction } from '../testing/definitions.ts'
import { threeStages } from '../testing/gate.ts'
import { runningPipeline } from '../testing/running-pipeline.ts'

const running = () => codepipelineServer({ running: true })

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
