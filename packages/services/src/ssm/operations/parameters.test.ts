import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  PutParameterCommand,
  type PutParameterRequest,
  UnlabelParameterVersionCommand,
} from '@aws-sdk/client-ssm'
import { expect, test } from 'vitest'
import { type SsmServer, ssmServer } from '../testing.ts'

const ARN = 'arn:aws:ssm:us-east-1:123456789012:parameter'
const put = (server: SsmServer, change: Partial<PutParameterRequest> = {}) =>
  server.ssm.send(new PutParameterCommand({ Name: '/app/db', Value: 'one', Type: 'String', ...change }))
const get = async (server: SsmServer, Name: string, WithDecryption?: boolean) =>
  (await server.ssm.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter

test('a parameter is read by its name, its ARN, and one of its versions', async () => {
  await using server = await ssmServer()

  expect(await put(server)).toMatchObject({ Version: 1, Tier: 'Standard' })
  expect(await put(server, { Value: 'two', Overwrite: true, Type: undefined })).toMatchObject({ Version: 2 })

  expect(await get(server, '/app/db')).toMatchObject({
    Name: '/app/db',
    Type: 'String',
    Value: 'two',
    Version: 2,
    ARN: `${ARN}/app/db`,
    DataType: 'text',
    LastModifiedDate: expect.any(Date),
  })
  expect(await get(server, `${ARN}/app/db`)).toMatchObject({ Value: 'two' })
  expect(await get(server, '/app/db:1')).toMatchObject({ Value: 'one', Selector: ':1' })
  expect(await get(server, `${ARN}/app/db:1`)).toMatchObject({ Value: 'one' })
})

test('a SecureString is shown in clear only to those who ask for that', async () => {
  await using server = await ssmServer()
  await put(server, { Type: 'SecureString', Value: 'hush' })

  const closed = await get(server, '/app/db')
  expect(closed?.Value).not.toContain('hush')
  expect(closed?.Value).not.toBe('')
  expect(await get(server, '/app/db', true)).toMatchObject({ Value: 'hush', Type: 'SecureString' })
})

test('no value stands in the database as it is, and none in a refusal', async () => {
  await using server = await ssmServer()
  await put(server, { Value: 'open-secret' })

  const rows = await server.store.db
    .withTables<{ ssm_parameter_versions: { sealed: string; settings: string } }>()
    .selectFrom('ssm_parameter_versions')
    .selectAll()
    .execute()
  expect(JSON.stringify(rows)).not.toContain('open-secret')
  const refused = put(server, { Value: 'open-secret', AllowedPattern: '^x$', Overwrite: true })
  await expect(refused).rejects.toMatchObject({ message: expect.not.stringContaining('open-secret') })
})

test('GetParameters lists what is not there and answers the rest', async () => {
  await using server = await ssmServer()
  await put(server)
  await put(server, { Name: 'plain', Value: 'a,b', Type: 'StringList' })

  const answer = await server.ssm.send(
    new GetParametersCommand({ Names: ['/app/db', 'plain', 'gone', '/app/db:7', 'plain:label'] }),
  )

  expect(answer.Parameters?.map(({ Name, Value }) => [Name, Value])).toEqual([
    ['/app/db', 'one'],
    ['plain', 'a,b'],
  ])
  expect(answer.InvalidParameters).toEqual(['gone', '/app/db:7', 'plain:label'])
})

test('what a new version leaves out stays as it was', async () => {
  await using server = await ssmServer()
  await put(server, { Description: 'first', AllowedPattern: '[a-z]+' })
  await put(server, { Value: 'two', Overwrite: true, Type: undefined })

  const { Parameters } = await server.ssm.send(new GetParameterHistoryCommand({ Name: '/app/db' }))

  expect(Parameters).toMatchObject([
    { Version: 1, Value: 'one', Description: 'first', AllowedPattern: '[a-z]+', Labels: [] },
    { Version: 2, Value: 'two', Description: 'first', LastModifiedUser: 'arn:aws:iam::123456789012:root' },
  ])
  await expect(put(server, { Value: '2', Overwrite: true })).rejects.toMatchObject({
    name: 'ParameterPatternMismatchException',
  })
})

test('a hundred versions are kept, and one with a label is not pushed out', async () => {
  await using server = await ssmServer()
  for (let at = 1; at <= 101; at++) await put(server, { Value: `v${at}`, Overwrite: at > 1 })

  await expect(get(server, '/app/db:1')).rejects.toMatchObject({ name: 'ParameterVersionNotFound' })
  expect(await get(server, '/app/db:2')).toMatchObject({ Value: 'v2' })
  await server.ssm.send(new LabelParameterVersionCommand({ Name: '/app/db', ParameterVersion: 2, Labels: ['keep'] }))
  await expect(put(server, { Overwrite: true })).rejects.toMatchObject({ name: 'ParameterMaxVersionLimitExceeded' })
})

test('a label stands on one version and moves to another', async () => {
  await using server = await ssmServer()
  await put(server)
  await put(server, { Value: 'two', Overwrite: true })
  const label = (ParameterVersion: number | undefined, ...Labels: string[]) =>
    server.ssm.send(new LabelParameterVersionCommand({ Name: '/app/db', ParameterVersion, Labels }))

  expect(await label(1, 'prod', 'aws-x', '1st')).toMatchObject({ InvalidLabels: ['aws-x', '1st'], ParameterVersion: 1 })
  expect(await get(server, '/app/db:prod')).toMatchObject({ Value: 'one', Selector: ':prod' })
  await label(undefined, 'prod')
  expect(await get(server, '/app/db:prod')).toMatchObject({ Value: 'two' })

  const unlabel = new UnlabelParameterVersionCommand({ Name: '/app/db', ParameterVersion: 2, Labels: ['prod', 'x'] })
  expect(await server.ssm.send(unlabel)).toMatchObject({ RemovedLabels: ['prod'], InvalidLabels: ['x'] })
  await expect(get(server, '/app/db:prod')).rejects.toMatchObject({ name: 'ParameterVersionNotFound' })
})

test('what is deleted is gone with all its versions', async () => {
  await using server = await ssmServer()
  await put(server)
  await put(server, { Name: 'other' })

  await server.ssm.send(new DeleteParameterCommand({ Name: '/app/db' }))
  const answer = await server.ssm.send(new DeleteParametersCommand({ Names: ['/app/db', 'other'] }))

  expect(answer).toMatchObject({ DeletedParameters: ['other'], InvalidParameters: ['/app/db'] })
  await expect(get(server, '/app/db')).rejects.toMatchObject({ name: 'ParameterNotFound' })
  const again = server.ssm.send(new DeleteParameterCommand({ Name: '/app/db' }))
  await expect(again).rejects.toMatchObject({ name: 'ParameterNotFound' })
  expect(await put(server)).toMatchObject({ Version: 1 })
})

test.each<[string, Partial<PutParameterRequest>, string, RegExp]>([
  ['of a reserved name', { Name: '/aws/x' }, 'ValidationException', /can't be prefixed/],
  ['whose name begins with ssm', { Name: 'SsmThing' }, 'ValidationException', /can't be prefixed/],
  ['with an odd sign in its name', { Name: '/a b' }, 'ValidationException', /letters, numbers/],
  ['whose path does not begin with a slash', { Name: 'a/b' }, 'ValidationException', /fully qualified/],
  ['with an empty level', { Name: '/a//b' }, 'ValidationException', /Parameter name/],
  ['of 16 levels', { Name: '/a'.repeat(16) }, 'HierarchyLevelLimitExceededException', /15 levels/],
  ['without a type', { Type: undefined }, 'ValidationException', /type is required/],
  ['of 4097 characters', { Value: 'x'.repeat(4097) }, 'ValidationException', /maximum parameter value of 4096/],
  ['of 8193 characters', { Value: 'x'.repeat(8193), Tier: 'Intelligent-Tiering' }, 'ValidationException', /8192/],
  ['without a value', { Value: '' }, 'ValidationException', /must not be empty/],
  ['with a broken pattern', { AllowedPattern: 'a(' }, 'InvalidAllowedPatternException', /"a\("/],
  [
    'with a pattern that never ends',
    { AllowedPattern: '(a+)+', Value: `${'a'.repeat(60)}b` },
    'ParameterPatternMismatchException',
    /allowedPattern/,
  ],
  [
    'with many items for such a pattern',
    {
      Type: 'StringList',
      AllowedPattern: '(a+)+',
      Value: Array.from({ length: 90 }, () => `${'a'.repeat(40)}b`).join(),
    },
    'ParameterPatternMismatchException',
    /allowedPattern/,
  ],
  ['with a key that is not there', { Type: 'SecureString', KeyId: 'alias/mine' }, 'InvalidKeyId', /no KMS/],
  ['with policies', { Policies: '[]' }, 'InvalidPolicyTypeException', /not served/],
  ['of another data type', { DataType: 'aws:ec2:image' }, 'ValidationException', /aws:ec2:image/],
])('a parameter %s is refused', async (_what, change, name, message) => {
  await using server = await ssmServer()

  const answer = put(server, change)

  await expect(answer).rejects.toMatchObject({ name, message: expect.stringMatching(message) })
})

test('a parameter that is there is only overwritten on request, and never with another type or with tags', async () => {
  await using server = await ssmServer()
  await put(server)

  await expect(put(server)).rejects.toMatchObject({ name: 'ParameterAlreadyExists' })
  const retyped = put(server, { Overwrite: true, Type: 'SecureString' })
  await expect(retyped).rejects.toMatchObject({ name: 'HierarchyTypeMismatchException' })
  const tagged = put(server, { Overwrite: true, Tags: [{ Key: 'a', Value: 'b' }] })
  await expect(tagged).rejects.toMatchObject({ name: 'ValidationException' })
  expect(await get(server, '/app/db')).toMatchObject({ Version: 1 })
})

test('a long value is kept in the advanced tier by itself', async () => {
  await using server = await ssmServer()

  const long = await put(server, { Value: 'x'.repeat(5000), Tier: 'Intelligent-Tiering' })

  expect(long.Tier).toBe('Advanced')
})
