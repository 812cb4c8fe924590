import { PutApprovalResultCommand } from '@aws-sdk/client-codepipeline'
import { ManualClock } from '@towpath/engine/testing/manual-clock.ts'
import { expect, test } from 'vitest'
import {
  type CodepipelineServer,
  type CodepipelineServerOptions,
  codepipelineServer,
} from '../testing/codepipeline-server.ts'
import { approvalAction, pipeline, sourceAction } from '../testing/definitions.ts'
import { type RunningPipeline, runningPipeline } from '../testing/running-pipeline.ts'

const PLACE = { pipelineName: 'web', stageName: 'Approve', actionName: 'Approve' }

const answer = (server: CodepipelineServer, token: string, status: 'Approved' | 'Rejected', summary = '') =>
  server.pipelines.send(new PutApprovalResultCommand({ ...PLACE, token, result: { status, summary } }))

async function asking(options: CodepipelineServerOptions = {}, timeoutInMinutes?: number) {
  const server = await codepipelineServer({ running: true, ...options })
  const web = await runningPipeline(
    server,
    pipeline({
      stages: [
        { name: 'Source', actions: [sourceAction()] },
        { name: 'Approve', actions: [approvalAction({ timeoutInMinutes })] },
      ],
    }),
  )
  return { server, web, token: await pendingToken(web) }
}

async function pendingToken(web: RunningPipeline): Promise<string> {
  const { actionStates } = await web.stageIs('Approve', (stage) => latest(stage)?.token !== undefined)
  return actionStates?.[0]?.latestExecution?.token ?? ''
}

const latest = (stage: { actionStates?: { latestExecution?: { token?: string } }[] }) =>
  stage.actionStates?.[0]?.latestExecution

test('an approval lets the execution go on, and says who gave it', async () => {
  const { server, web, token } = await asking()
  await using _ = server

  const { approvedAt } = await answer(server, token, 'Approved', 'looks good')

  expect(approvedAt).toBeInstanceOf(Date)
  expect(await web.ended(1)).toEqual(['Succeeded'])
  expect(latest(await web.stage('Approve'))).toMatchObject({
    status: 'Succeeded',
    summary: 'looks good',
    lastUpdatedBy: 'arn:aws:iam::123456789012:root',
  })
  await expect(answer(server, token, 'Rejected')).rejects.toMatchObject({ name: 'ApprovalAlreadyCompletedException' })
})

test('a rejection fails the action', async () => {
  const { server, web, token } = await asking()
  await using _ = server

  await answer(server, token, 'Rejected', 'not today')

  expect(await web.ended(1)).toEqual(['Failed'])
  expect(latest(await web.stage('Approve'))).toMatchObject({
    status: 'Failed',
    errorDetails: { code: 'JobFailed', message: 'Rejected: not today' },
  })
})

test('only the token of the pending approval is taken', async () => {
  const { server, web } = await asking()
  await using _ = server

  await expect(answer(server, '00000000-0000-4000-8000-000000000000', 'Approved')).rejects.toMatchObject({
    name: 'InvalidApprovalTokenException',
  })
  expect((await web.executions())[0]?.status).toBe('InProgress')
  await expect(
    server.pipelines.send(
      new PutApprovalResultCommand({
        ...PLACE,
        actionName: 'Nope',
        token: '00000000-0000-4000-8000-000000000000',
        result: { status: 'Approved', summary: '' },
      }),
    ),
  ).rejects.toMatchObject({ name: 'ActionNotFoundException' })
})

test.each([
  ['seven days', undefined, 7 * 86_400_000],
  ['the time that the action says', 30, 30 * 60_000],
])('an approval that nobody answers in %s has failed', async (_, timeoutInMinutes, limit) => {
  const clock = new ManualClock(Date.now())
  const { server, web, token } = await asking({ runsClock: clock }, timeoutInMinutes)
  await using _server = server

  clock.advance(limit - 60_000)
  expect((await web.executions())[0]?.status).toBe('InProgress')
  clock.advance(60_000)

  expect(await web.ended(1)).toEqual(['Failed'])
  await expect(answer(server, token, 'Approved')).rejects.toMatchObject({ name: 'ApprovalAlreadyCompletedException' })
})
