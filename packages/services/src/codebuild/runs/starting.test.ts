import { BatchDeleteBuildsCommand, ListBuildsCommand, RetryBuildCommand } from '@aws-sdk/client-codebuild'
import { expect, test } from 'vitest'
import { buildRoom } from './testing/build-room.ts'

const spec = (command: string) => JSON.stringify({ version: '0.2', phases: { build: { commands: [command] } } })

test('no more builds of a project run at once than its limit, and those that wait begin in their order', async () => {
  await using room = await buildRoom()
  await room.project({ concurrentBuildLimit: 1 })
  const wait = spec('echo begun; until [ -e /nonexistent ]; do sleep 0.1; done')
  const first = await room.start({ buildspecOverride: wait })
  await expect.poll(() => room.log(first), { timeout: 30_000 }).toContain('begun')

  const second = await room.start({ buildspecOverride: spec('echo second') })
  const third = await room.start({ buildspecOverride: spec('echo third') })
  const waiting = await Promise.all([room.find(second), room.find(third)])
  await room.endEnvironments()
  const ended = await Promise.all([first, second, third].map((build) => room.end(build)))

  expect(waiting.map(({ currentPhase }) => currentPhase)).toEqual(['QUEUED', 'QUEUED'])
  expect(ended.map(({ buildStatus }) => buildStatus)).toEqual(['FAULT', 'SUCCEEDED', 'SUCCEEDED'])
  const began = ended.map(({ phases = [] }) => phases[2]?.startTime?.getTime() ?? 0)
  expect(began[2]).toBeGreaterThanOrEqual(ended[1]?.endTime?.getTime() ?? Number.POSITIVE_INFINITY)
})

test('the same token is the same build, and a mistake with other parameters', async () => {
  await using room = await buildRoom()
  await room.project()
  const buildspecOverride = spec('true')

  const first = await room.start({ buildspecOverride, idempotencyToken: 'token' })
  const again = await room.start({ buildspecOverride, idempotencyToken: 'token' })

  expect(again.id).toBe(first.id)
  await expect(room.start({ idempotencyToken: 'token' })).rejects.toThrow('"token" was used with other parameters')
  await room.end(first)
})

test('a build is retried with what it was started with; one that has ended can be deleted', async () => {
  await using room = await buildRoom()
  await room.project()
  const first = await room.end(await room.start({ buildspecOverride: spec('echo again') }))

  const { build: second = {} } = await room.build.send(new RetryBuildCommand({ id: first.arn }))
  const early = await room.build.send(new BatchDeleteBuildsCommand({ ids: [second.id ?? ''] }))
  const ended = await room.end(second)
  const late = await room.build.send(new BatchDeleteBuildsCommand({ ids: [first.id ?? '', 'web:unknown'] }))

  expect(second.buildNumber).toBe(2)
  expect(room.log(ended)).toContain('again')
  expect(early.buildsNotDeleted).toEqual([{ id: second.id, statusCode: 'BUILD_IN_PROGRESS' }])
  expect(late).toMatchObject({
    buildsDeleted: [first.arn],
    buildsNotDeleted: [{ id: 'web:unknown', statusCode: 'NOT_FOUND' }],
  })
  expect((await room.build.send(new ListBuildsCommand({}))).ids).toEqual([second.id])
})

test('a build that fails is retried by itself as often as the project says, each knowing the other', async () => {
  await using room = await buildRoom()
  await room.project({ autoRetryLimit: 1 })

  const first = await room.end(await room.start({ buildspecOverride: spec('exit 2') }))
  const { ids = [] } = await room.build.send(new ListBuildsCommand({ sortOrder: 'ASCENDING' }))
  const second = await room.end({ id: ids[1] })

  expect(ids).toHaveLength(2)
  expect(first.autoRetryConfig).toEqual({ autoRetryLimit: 1, autoRetryNumber: 0, nextAutoRetry: second.arn })
  expect(second.autoRetryConfig).toEqual({ autoRetryLimit: 1, autoRetryNumber: 1, previousAutoRetry: first.arn })
})

test('RETRY runs a phase again while the output matches, and counts the tries', async () => {
  await using room = await buildRoom()
  await room.project()
  const phases = {
    build: {
      'on-failure': 'RETRY-3-flaky',
      commands: ['echo x >>tries; echo "flaky $(wc -l <tries)"; [ "$(wc -l <tries)" -ge 3 ]'],
    },
  }

  const build = await room.end(await room.start({ buildspecOverride: JSON.stringify({ version: '0.2', phases }) }))

  expect(build.buildStatus, room.log(build).join('\n')).toBe('SUCCEEDED')
  expect(room.log(build).filter((line) => line.startsWith('flaky'))).toEqual(['flaky 1', 'flaky 2', 'flaky 3'])
})

test('a build of a Commands action has no project, keeps to its log group, and is in no list', async () => {
  await using room = await buildRoom()
  await room.put('in.zip', { 'file.txt': 'handed over' })
  const buildId = 'pipeline-commands:8b7b7e0c-0000-4000-8000-000000000001'
  const asked = { account: '123456789012', region: 'us-east-1', buildId }
  const build = {
    ...asked,
    initiator: 'codepipeline/pipeline',
    role: { pipelineRoleArn: 'arn:aws:iam::123456789012:role/P', pipelineArn: 'arn:p', sessionName: 'pipeline' },
    buildspec: JSON.stringify({
      version: '0.2',
      env: { 'exported-variables': ['SIZE'] },
      phases: { build: { commands: ['SIZE=$(wc -c <file.txt)', 'exit 4'] } },
    }),
    environment: { type: 'LINUX_CONTAINER' as const, computeType: 'BUILD_GENERAL1_SMALL', variables: [] },
    sources: [{ identifier: 'in', bucket: 'bucket', key: 'in.zip' }],
    logGroup: '/aws/codepipeline/pipeline',
    timeoutInMinutes: 5,
  }

  const started = [await room.managed.start(build), await room.managed.start(build)]
  const ended = await room.end({ id: buildId })

  expect(started).toEqual([undefined, undefined])
  expect(await room.managed.find(asked)).toEqual({
    status: 'FAILED',
    failure: {
      phase: 'BUILD',
      code: 'COMMAND_EXECUTION_ERROR',
      message: 'Error while executing command: exit 4. Reason: exit status 4',
    },
    exportedVariables: { SIZE: '11' },
    logStreamArn: ended.logs?.cloudWatchLogsArn,
    logUrl: ended.logs?.deepLink,
  })
  expect(ended.logs?.groupName).toBe('/aws/codepipeline/pipeline')
  expect((await room.build.send(new ListBuildsCommand({}))).ids).toEqual([])
  const windows = { ...build, buildId: buildId.replace('1', '2') }
  const environment = { ...build.environment, type: 'WINDOWS_SERVER_2022_CONTAINER' as const }
  expect(await room.managed.start({ ...windows, environment })).toEqual({ refused: expect.stringContaining('WINDOWS') })
})
