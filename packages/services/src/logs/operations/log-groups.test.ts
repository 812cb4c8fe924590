import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  type DescribeLogGroupsCommandInput,
  PutLogGroupDeletionProtectionCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LogsServer, logsServer } from '../testing.ts'

let server: LogsServer

beforeAll(async () => {
  server = await logsServer()
})
afterAll(() => server[Symbol.asyncDispose]())

async function described(input: DescribeLogGroupsCommandInput) {
  return server.logs.send(new DescribeLogGroupsCommand(input))
}
const names = async (input: DescribeLogGroupsCommandInput) =>
  ((await described(input)).logGroups ?? []).map(({ logGroupName }) => logGroupName)

test('a new group is described with both forms of its ARN', async () => {
  await server.logs.send(new CreateLogGroupCommand({ logGroupName: '/arn/one' }))

  const { logGroups } = await described({ logGroupNamePrefix: '/arn/' })

  expect(logGroups).toEqual([
    {
      logGroupName: '/arn/one',
      creationTime: expect.any(Number),
      metricFilterCount: 0,
      arn: 'arn:aws:logs:us-east-1:123456789012:log-group:/arn/one:*',
      logGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:/arn/one',
      storedBytes: 0,
      logGroupClass: 'STANDARD',
      deletionProtectionEnabled: false,
    },
  ])
})

test('a group that exists cannot be made again', async () => {
  await server.group('twice')

  await expect(server.group('twice')).rejects.toMatchObject({
    name: 'ResourceAlreadyExistsException',
    message: 'The specified log group already exists',
  })
})

test('groups are listed by name, page by page, each once', async () => {
  for (const name of ['p/c', 'p/a', 'p/b', 'p0', 'p/A', 'p/_']) await server.group(name)

  const first = await described({ logGroupNamePrefix: 'p/', limit: 3 })
  const second = await described({ logGroupNamePrefix: 'p/', limit: 3, nextToken: first.nextToken })

  const all = [...(first.logGroups ?? []), ...(second.logGroups ?? [])].map(({ logGroupName }) => logGroupName)
  expect(all).toEqual(['p/A', 'p/_', 'p/a', 'p/b', 'p/c'])
  expect(second.nextToken).toBeUndefined()
})

test('a pattern finds text within names, as it stands', async () => {
  for (const name of ['find/my_app', 'find/myXapp', 'find/MY_APP']) await server.group(name)

  expect(await names({ logGroupNamePattern: 'my_app' })).toEqual(['find/my_app'])
})

test('groups are found by name or ARN', async () => {
  for (const name of ['id/a', 'id/b', 'id/c']) await server.group(name)

  const logGroupIdentifiers = ['id/c', 'arn:aws:logs:us-east-1:123456789012:log-group:id/a']
  expect(await names({ logGroupIdentifiers })).toEqual(['id/a', 'id/c'])
})

test('a retention policy is set, changed and taken away', async () => {
  await server.group('kept')
  const days = async () => (await described({ logGroupNamePrefix: 'kept' })).logGroups?.[0]?.retentionInDays

  await server.logs.send(new PutRetentionPolicyCommand({ logGroupName: 'kept', retentionInDays: 14 }))
  expect(await days()).toBe(14)

  await server.logs.send(new DeleteRetentionPolicyCommand({ logGroupName: 'kept' }))
  expect(await days()).toBeUndefined()
})

test('a deleted group is gone, and one of the same name begins anew', async () => {
  await server.group('again', 's')
  await server.put('again', 's', [Date.now(), 'old'])
  await server.logs.send(new DeleteLogGroupCommand({ logGroupName: 'again' }))
  expect(await names({ logGroupNamePrefix: 'again' })).toEqual([])

  await server.group('again', 's')

  const { logGroups } = await described({ logGroupNamePrefix: 'again' })
  expect(logGroups?.[0]?.storedBytes).toBe(0)
})

test('a protected group cannot be deleted until its protection is off', async () => {
  const logGroupName = 'protected'
  await server.logs.send(new CreateLogGroupCommand({ logGroupName, deletionProtectionEnabled: true }))
  const remove = () => server.logs.send(new DeleteLogGroupCommand({ logGroupName }))

  await expect(remove()).rejects.toMatchObject({ name: 'ValidationException' })

  const off = { logGroupIdentifier: logGroupName, deletionProtectionEnabled: false }
  await server.logs.send(new PutLogGroupDeletionProtectionCommand(off))
  await remove()
})

test.each([
  [
    'a name with a blank',
    new CreateLogGroupCommand({ logGroupName: 'a b' }),
    /^1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern/,
  ],
  ['a KMS key', new CreateLogGroupCommand({ logGroupName: 'k', kmsKeyId: 'arn:aws:kms:x' }), /arn:aws:kms:x/],
  ['an unknown class', new CreateLogGroupCommand({ logGroupName: 'k', logGroupClass: 'DELIVERY' }), /DELIVERY/],
  [
    'two days of retention',
    new PutRetentionPolicyCommand({ logGroupName: 'k', retentionInDays: 2 }),
    /'2' at 'retentionInDays'.*\[1, 3, 5, /,
  ],
  [
    'prefix and pattern at once',
    new DescribeLogGroupsCommand({ logGroupNamePrefix: 'a', logGroupNamePattern: 'b' }),
    /mutually exclusive/,
  ],
  ['a token of somebody else', new DescribeLogGroupsCommand({ nextToken: 'e30' }), /nextToken is invalid/],
  ['a token that is no text', new DescribeLogGroupsCommand({ nextToken: '\u0000' }), /nextToken is invalid/],
])('%s is refused with InvalidParameterException', async (_case, command, message) => {
  const refused = server.logs.send(command as DescribeLogGroupsCommand)

  await expect(refused).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringMatching(message),
  })
})

test.each([
  new DeleteLogGroupCommand({ logGroupName: 'missing' }),
  new PutRetentionPolicyCommand({ logGroupName: 'missing', retentionInDays: 1 }),
  new DeleteRetentionPolicyCommand({ logGroupName: 'missing' }),
])('%# what is done to a missing group is refused with ResourceNotFoundException', async (command) => {
  await expect(server.logs.send(command as DeleteLogGroupCommand)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'The specified log group does not exist.',
  })
})
