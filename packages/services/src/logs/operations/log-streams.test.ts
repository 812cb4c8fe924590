import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogStreamCommand,
  DescribeLogStreamsCommand,
  type DescribeLogStreamsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LogsServer, logsServer } from '../testing.ts'

let server: LogsServer
const NOW = Date.now()

beforeAll(async () => {
  server = await logsServer()
  await server.group('g', 'web/1', 'web/2', 'db/1', 'web/ü', 'webx')
  await server.put('g', 'web/1', [NOW - 3000, 'a'], [NOW - 1000, 'b'])
  await server.put('g', 'db/1', [NOW - 2000, 'c'])
})
afterAll(() => server[Symbol.asyncDispose]())

async function described(input: DescribeLogStreamsCommandInput) {
  return server.logs.send(new DescribeLogStreamsCommand({ logGroupName: 'g', ...input }))
}
const names = async (input: DescribeLogStreamsCommandInput) =>
  (await described(input)).logStreams?.map(({ logStreamName }) => logStreamName)

test('a stream tells its first and last event; one without events leaves them out', async () => {
  const { logStreams } = await described({ logStreamNamePrefix: 'web/' })

  expect(logStreams?.[0]).toEqual({
    logStreamName: 'web/1',
    creationTime: expect.any(Number),
    firstEventTimestamp: NOW - 3000,
    lastEventTimestamp: NOW - 1000,
    lastIngestionTime: expect.any(Number),
    uploadSequenceToken: expect.stringMatching(/^\d{56}$/),
    arn: 'arn:aws:logs:us-east-1:123456789012:log-group:g:log-stream:web/1',
    storedBytes: 0,
  })
  expect(logStreams?.[1]).not.toHaveProperty('lastEventTimestamp')
})

test.each<[DescribeLogStreamsCommandInput, string[]]>([
  [{}, ['db/1', 'web/1', 'web/2', 'web/ü', 'webx']],
  [{ descending: true }, ['webx', 'web/ü', 'web/2', 'web/1', 'db/1']],
  [{ logStreamNamePrefix: 'web/' }, ['web/1', 'web/2', 'web/ü']],
  [{ orderBy: 'LastEventTime', descending: true }, ['web/1', 'db/1', 'webx', 'web/ü', 'web/2']],
  [{ orderBy: 'LastEventTime', limit: 2 }, ['web/2', 'web/ü']],
])('%j lists the streams in the order asked for', async (input, expected) => {
  expect(await names(input)).toEqual(expected)
})

test.each<DescribeLogStreamsCommandInput>([
  {},
  { descending: true },
  { orderBy: 'LastEventTime' },
  { orderBy: 'LastEventTime', descending: true },
])('pages of %j hold every stream once', async (input) => {
  const all = await names(input)

  const found: (string | undefined)[] = []
  let nextToken: string | undefined
  do {
    const answer = await described({ ...input, limit: 2, nextToken })
    found.push(...(answer.logStreams ?? []).map(({ logStreamName }) => logStreamName))
    nextToken = answer.nextToken
  } while (nextToken && found.length < 20)

  expect(found).toEqual(all)
})

test('a group can be named by its ARN', async () => {
  const logGroupIdentifier = 'arn:aws:logs:us-east-1:123456789012:log-group:g'

  expect(await names({ logGroupName: undefined, logGroupIdentifier, limit: 1 })).toEqual(['db/1'])
})

test('a deleted stream is gone with its events, and one of the same name begins anew', async () => {
  const name = { logGroupName: 'deleting', logStreamName: 's' }
  await server.group('deleting', 's')
  await server.put('deleting', 's', [NOW, 'old'])

  await server.logs.send(new DeleteLogStreamCommand(name))
  await server.logs.send(new CreateLogStreamCommand(name))

  const { logStreams } = await described({ logGroupName: 'deleting' })
  expect(logStreams?.[0]).not.toHaveProperty('lastEventTimestamp')
})

test.each<[string, DescribeLogStreamsCommandInput, string]>([
  [
    'order by time within a prefix',
    { orderBy: 'LastEventTime', logStreamNamePrefix: 'a' },
    'InvalidParameterException',
  ],
  ['both a name and an identifier', { logGroupIdentifier: 'g' }, 'InvalidParameterException'],
  ['a foreign token', { nextToken: 'WyJhIl0' }, 'InvalidParameterException'],
  ['a missing group', { logGroupName: 'missing' }, 'ResourceNotFoundException'],
  [
    'a group of another account',
    { logGroupName: undefined, logGroupIdentifier: 'arn:aws:logs:us-east-1:210987654321:log-group:g' },
    'ResourceNotFoundException',
  ],
])('%s is refused', async (_case, input, name) => {
  await expect(described(input)).rejects.toMatchObject({ name })
})

test.each([
  [
    { logGroupName: 'g', logStreamName: 'webx' },
    'ResourceAlreadyExistsException',
    'The specified log stream already exists',
  ],
  [
    { logGroupName: 'missing', logStreamName: 'a' },
    'ResourceNotFoundException',
    'The specified log group does not exist.',
  ],
  [{ logGroupName: 'g', logStreamName: 'a:b' }, 'InvalidParameterException', /'a:b' at 'logStreamName'/],
  [{ logGroupName: 'g', logStreamName: 'a\0b' }, 'InvalidParameterException', /NUL/],
])('making stream %j is refused with %s', async (input, name, message) => {
  const refused = server.logs.send(new CreateLogStreamCommand(input))

  await expect(refused).rejects.toMatchObject({ name, message: expect.stringMatching(message) })
})

test('the same names in another region are other groups and streams', async () => {
  const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs')
  const elsewhere = new CloudWatchLogsClient({ ...server.client, region: 'eu-central-1' })

  await elsewhere.send(new CreateLogGroupCommand({ logGroupName: 'g' }))
  const { logStreams } = await elsewhere.send(new DescribeLogStreamsCommand({ logGroupName: 'g' }))

  expect(logStreams).toEqual([])
  elsewhere.destroy()
})
