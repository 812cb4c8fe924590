import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { CodeBuildClient } from '@aws-sdk/client-codebuild'
import { type LogServer, logServer } from '@towpath/testkit/log-server.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { logFollower, placeOf } from './follow-logs.ts'
import { action, view } from './testing.ts'

const GROUP = '/aws/codebuild/web'
let server: LogServer
let clients: { codebuild: CodeBuildClient; logs: CloudWatchLogsClient }

beforeAll(async () => {
  server = await logServer()
  const { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region = '' } = server.environment
  const credentials = {
    accessKeyId: server.environment.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: server.environment.AWS_SECRET_ACCESS_KEY ?? '',
  }
  const settings = { endpoint, region, credentials }
  clients = { codebuild: new CodeBuildClient(settings), logs: new CloudWatchLogsClient(settings) }
})
afterAll(() => server[Symbol.asyncDispose]())

const write = (stream: string, ...messages: string[]) =>
  server.write({
    group: GROUP,
    stream,
    events: messages.map((message) => ({ timestamp: Date.now(), message })),
  })

function building(stream: string, status = 'InProgress') {
  const logStreamArn = `arn:aws:logs:us-east-1:123456789012:log-group:${GROUP}:log-stream:${stream}`
  return view([action('Build', status, { externalId: `web:${stream}`, logStreamArn })])
}

test('each line is told once, as it is written, up to the end of the build', async () => {
  const read = logFollower(clients)
  const texts = async (status: string) => (await read(building('one', status))).map(({ text }) => text)

  const none = await texts('InProgress')
  await write('one', 'first\n', 'second\r\nthird\n')
  const some = await texts('InProgress')
  const nothing = await texts('InProgress')
  await write('one', 'last\n')
  const rest = await texts('Succeeded')

  expect([none, some, nothing, rest]).toEqual([[], ['first', 'second', 'third'], [], ['last']])
  expect(await texts('Succeeded')).toEqual([])
})

test('a build whose log cannot be found takes nothing from the rest', async () => {
  const read = logFollower(clients)

  const lines = await read(view([action('Build', 'Failed', { externalId: 'web:nobody-knows' })]))

  expect(lines).toEqual([])
})

test('the place of a log is read from its ARN', () => {
  const arn = `arn:aws:logs:us-east-1:123456789012:log-group:${GROUP}:log-stream:a/b:c`

  expect(placeOf({ logStreamArn: arn })).toEqual({ group: GROUP, stream: 'a/b:c' })
  expect(placeOf({ logStreamArn: undefined })).toBeUndefined()
})
