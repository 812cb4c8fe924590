import { ListActionExecutionsCommand } from '@aws-sdk/client-codepipeline'
import { ServiceError } from '@towpath/base'
import { ManualClock } from '@towpath/engine/testing/manual-clock.ts'
import { until } from '@towpath/testkit/until.ts'
import { describe, expect, test } from 'vitest'
import type { ActionOutcome } from '../providers/provider.ts'
import { pipelineActions } from '../runs/pipeline-actions.ts'
import {
  type CodepipelineServer,
  type CodepipelineServerOptions,
  codepipelineServer,
} from '../testing/codepipeline-server.ts'
import { buildAction, pipeline, ROLE, sourceAction } from '../testing/definitions.ts'
import { type RunningPipeline, runningPipeline } from '../testing/running-pipeline.ts'

const OWN_ROLE = 'arn:aws:iam::123456789012:role/BuildRole'

const withBuild = (change = {}) =>
  pipeline({
    stages: [
      { name: 'Source', actions: [sourceAction()] },
      { name: 'Build', actions: [buildAction(change)] },
    ],
  })

const running = (options: CodepipelineServerOptions = {}) => codepipelineServer({ running: true, ...options })

const build = async (web: RunningPipeline) => (await web.stage('Build')).actionStates?.[0]?.latestExecution

/** What an action that ends badly is shown with. */
async function failureOf(server: CodepipelineServer) {
  const web = await runningPipeline(server, withBuild())
  expect(await web.ended(1)).toEqual(['Failed'])
  return (await build(web))?.errorDetails
}

describe('roles', () => {
  test.each([
    ['missing', ROLE, /CodePipelineRole does not exist/],
    ['trust', ROLE, /not authorized to perform AssumeRole on role .*CodePipelineRole\. Let its trust policy name/],
    ['denied', OWN_ROLE, /CodePipelineRole is not authorized to perform: sts:AssumeRole on resource: .*BuildRole/],
  ] as const)(
    'a role that is refused (%s) fails the action, and the message says what to change',
    async (refused, roleArn, message) => {
      await using server = await running({ roles: { assume: async () => ({ refused, roleArn }) } })
      const web = await runningPipeline(server, withBuild())

      expect(await web.ended(1)).toEqual(['Failed'])
      const { errorDetails } = (await web.stage('Source')).actionStates?.[0]?.latestExecution ?? {}
      expect(errorDetails).toEqual({ code: 'PermissionError', message: expect.stringMatching(message) })
      expect(server.provider.asked).toEqual([])
    },
  )

  test("an action has the pipeline's role assumed for it, or its own with that", async () => {
    const asked: object[] = []
    const call = async () => {
      throw new Error('Nothing is called here')
    }
    const assume = async (given: object) => {
      asked.push(given)
      return { arn: 'arn', call, may: async () => true }
    }
    await using server = await running({ roles: { assume } })
    const web = await runningPipeline(server, withBuild({ roleArn: OWN_ROLE }))
    await web.ended(1)

    const both = {
      pipelineRoleArn: ROLE,
      account: '123456789012',
      region: 'us-east-1',
      pipelineArn: 'arn:aws:codepipeline:us-east-1:123456789012:web',
      sessionName: 'web',
    }
    expect(asked).toEqual([{ ...both }, { ...both, actionRoleArn: OWN_ROLE }])
  })
})

describe('what a provider rejects with', () => {
  test('a refusal of another service fails the action at once', async () => {
    await using server = await running()
    server.provider.on('Build', () => {
      throw new ServiceError('AccessDeniedException', 'not authorized to perform: codebuild:StartBuild')
    })

    expect(await failureOf(server)).toEqual({
      code: 'PermissionError',
      message: 'AccessDeniedException: not authorized to perform: codebuild:StartBuild',
    })
  })

  test('what passes by itself is tried again', async () => {
    await using server = await running()
    server.provider.on('Build', (_, attempt) => {
      if (attempt < 3) throw new Error('connection reset')
      return { type: 'succeeded' }
    })
    const web = await runningPipeline(server, withBuild())

    expect(await web.ended(1)).toEqual(['Succeeded'])
    expect(server.provider.count('start Build')).toBe(3)
  })

  test('what never passes fails the action, without telling of our insides', async () => {
    const clock = new ManualClock()
    await using server = await running({ runsClock: clock })
    server.provider.on('Build', () => {
      throw new Error('secret detail')
    })
    const web = await runningPipeline(server, withBuild())

    const ended = async () => {
      clock.advance(30_000)
      return (await web.executions())[0]?.status === 'Failed'
    }
    await until('the execution has failed', ended)

    const { errorDetails } = (await build(web)) ?? {}
    expect(errorDetails?.code).toBe('SystemUnavailable')
    expect(errorDetails?.message).not.toContain('secret')
  })

  test('output variables beyond the limit fail the action', async () => {
    await using server = await running()
    server.provider.on('Build', () => ({ type: 'succeeded', outputVariables: { A: 'x'.repeat(122_880) } }))

    expect(await failureOf(server)).toMatchObject({ code: 'ConfigurationError', message: /122881 bytes/ })
  })
})

describe('waiting', () => {
  const waiting: ActionOutcome = {
    type: 'waiting',
    externalExecutionId: 'web:1',
    externalExecutionUrl: 'http://console/web:1',
    summary: 'Build is running',
    checkAfter: 60_000,
    memory: { batch: 'no' },
  }
  const isWaiting = async (server: CodepipelineServer, clock?: ManualClock) => {
    const web = await runningPipeline(server, withBuild())
    // Once its id is known it is looked at, as it may have ended before.
    await until('it was looked at', () => server.provider.count('check Build') === 1)
    await until('it waits', async () => (await build(web))?.externalExecutionId === 'web:1')
    clock?.advance(1)
    return web
  }

  test('what is waited for is shown, and its end is heard at once', async () => {
    await using server = await running()
    let ended = false
    server.provider.on(
      'Build',
      () => waiting,
      () => (ended ? { type: 'succeeded', outputVariables: { TAG: 'v1' } } : waiting),
    )
    const web = await isWaiting(server)
    expect(await build(web)).toMatchObject({
      status: 'InProgress',
      externalExecutionId: 'web:1',
      externalExecutionUrl: 'http://console/web:1',
      summary: 'Build is running',
    })
    const place = { account: '123456789012', region: 'us-east-1' }
    const tell = (externalExecutionId: string) =>
      server.store.transaction((db) =>
        pipelineActions(server.engine).externalEnded(db, { ...place, externalExecutionId }),
      )

    await tell('web:2')
    ended = true
    await tell('web:1')

    expect(await web.ended(1)).toEqual(['Succeeded'])
    const { actionExecutionDetails = [] } = await server.pipelines.send(
      new ListActionExecutionsCommand({ pipelineName: 'web' }),
    )
    expect(actionExecutionDetails[0]?.output?.outputVariables).toEqual({ TAG: 'v1' })
  })

  test('an end that nobody tells is found by looking', async () => {
    const clock = new ManualClock()
    await using server = await running({ runsClock: clock })
    let looks = 0
    server.provider.on(
      'Build',
      () => waiting,
      () => {
        looks += 1
        return looks === 1 ? waiting : { type: 'succeeded' }
      },
    )
    const web = await isWaiting(server, clock)

    clock.advance(60_000)

    expect(await web.ended(1)).toEqual(['Succeeded'])
    expect(looks).toBe(2)
  })

  test('an action that takes longer than it may has failed, and its provider is told', async () => {
    const clock = new ManualClock()
    await using server = await running({ runsClock: clock })
    const quiet: ActionOutcome = { ...waiting, checkAfter: undefined }
    server.provider.on(
      'Build',
      () => quiet,
      () => quiet,
    )
    const web = await isWaiting(server)

    clock.advance(40 * 3_600_000)

    expect(await web.ended(1)).toEqual(['Failed'])
    expect(await build(web)).toMatchObject({ status: 'Failed', errorDetails: { code: 'JobFailed' } })
    await until('the provider was told', () => server.provider.count('abandon Build') === 1)
  })
})
