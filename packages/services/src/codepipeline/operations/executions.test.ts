import {
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  UpdatePipelineCommand,
} from '@aws-sdk/client-codepipeline'
import { describe, expect, test } from 'vitest'
import { type CodepipelineServer, codepipelineServer } from '../testing/codepipeline-server.ts'
import { began, gate, threeStages } from '../testing/gate.ts'
import { runningPipeline } from '../testing/running-pipeline.ts'

const running = () => codepipelineServer({ running: true })

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
