import { StopPipelineExecutionCommand } from '@aws-sdk/client-codepipeline'
import { until } from '@towpath/testkit/until.ts'
import { expect, test } from 'vitest'
import { type CodepipelineServer, codepipelineServer } from '../testing/codepipeline-server.ts'
import { began, gate, threeStages } from '../testing/gate.ts'
import { runningPipeline } from '../testing/running-pipeline.ts'

const running = () => codepipelineServer({ running: true })

const stop = (server: CodepipelineServer, id: string, abandon: boolean) =>
  server.pipelines.send(
    new StopPipelineExecutionCommand({
      pipelineName: 'web',
      pipelineExecutionId: id,
      abandon,
      reason: 'wrong branch',
    }),
  )

test('an execution that is stopped waits for what runs, and starts nothing more', async () => {
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

test('an execution that is stopped by abandoning leaves what runs alone, and a late answer of it changes nothing', async () => {
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
