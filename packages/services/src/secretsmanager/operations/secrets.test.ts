import {
  CreateSecretCommand,
  type CreateSecretRequest,
  DeleteSecretCommand,
  type DeleteSecretRequest,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  type GetRandomPasswordRequest,
  GetSecretValueCommand,
  type GetSecretValueRequest,
  ListSecretsCommand,
  type ListSecretsRequest,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import type { Access } from '@towpath/wire'
import { expect, test } from 'vitest'
import { type SecretsServer, secretsServer } from '../testing.ts'

const TOKENS = ['1', '2', '3'].map((digit) => digit.repeat(32)) as [string, string, string]
const create = (server: SecretsServer, change: Partial<CreateSecretRequest> = {}) =>
  server.secrets.send(new CreateSecretCommand({ Name: 'app/db', SecretString: 'one', ...change }))
const get = (server: SecretsServer, change: Partial<GetSecretValueRequest> = {}) =>
  server.secrets.send(new GetSecretValueCommand({ SecretId: 'app/db', ...change }))
const put = (server: SecretsServer, SecretString: string, ClientRequestToken?: string) =>
  server.secrets.send(new PutSecretValueCommand({ SecretId: 'app/db', SecretString, ClientRequestToken }))
const describeSecret = (server: SecretsServer) => server.secrets.send(new DescribeSecretCommand({ SecretId: 'app/db' }))
const remove = (server: SecretsServer, change: Partial<DeleteSecretRequest> = {}) =>
  server.secrets.send(new DeleteSecretCommand({ SecretId: 'app/db', ...change }))

test('a secret is read by its name, its ARN, and its ARN without the last part', async () => {
  await using server = await secretsServer()

  const { ARN = '' } = await create(server)

  expect(ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:123456789012:secret:app\/db-[A-Za-z0-9]{6}$/)
  for (const SecretId of ['app/db', ARN, ARN.slice(0, -7)]) {
    expect(await get(server, { SecretId })).toMatchObject({
      ARN,
      Name: 'app/db',
      SecretString: 'one',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: expect.any(Date),
    })
  }
  const wrong = get(server, { SecretId: `${ARN.slice(0, -6)}aaaaaa` })
  await expect(wrong).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

test('bytes come back as bytes', async () => {
  await using server = await secretsServer()
  await create(server, { SecretString: undefined, SecretBinary: Uint8Array.of(0, 255, 7) })

  const { SecretBinary, SecretString } = await get(server)

  expect(SecretBinary).toEqual(Uint8Array.of(0, 255, 7))
  expect(SecretString).toBeUndefined()
})

test('no value stands in the database as it is, nor in a refusal', async () => {
  await using server = await secretsServer()
  await create(server, { SecretString: 'hush-hush' })

  const rows = await server.store.db
    .withTables<{ secretsmanager_versions: { sealed: string } }>()
    .selectFrom('secretsmanager_versions')
    .selectAll()
    .execute()
  expect(JSON.stringify(rows)).not.toContain('hush')
  const refused = put(server, 'hush'.repeat(20_000))
  await expect(refused).rejects.toMatchObject({ message: expect.not.stringContaining('hush') })
})

test('a new value is the current one, and the last is the previous', async () => {
  await using server = await secretsServer()
  await create(server, { ClientRequestToken: TOKENS[0] })

  expect(await put(server, 'two', TOKENS[1])).toMatchObject({ VersionId: TOKENS[1], VersionStages: ['AWSCURRENT'] })
  await server.secrets.send(new UpdateSecretCommand({ SecretId: 'app/db', SecretString: 'three', Description: 'd' }))

  expect(await get(server)).toMatchObject({ SecretString: 'three' })
  expect(await get(server, { VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'two' })
  expect(await get(server, { VersionId: TOKENS[0] })).toMatchObject({ SecretString: 'one', VersionStages: [] })
  expect(await describeSecret(server)).toMatchObject({
    Description: 'd',
    VersionIdsToStages: { [TOKENS[1]]: ['AWSPREVIOUS'] },
  })
  const listed = async (IncludeDeprecated: boolean) =>
    (await server.secrets.send(new ListSecretVersionIdsCommand({ SecretId: 'app/db', IncludeDeprecated }))).Versions
  expect(await listed(false)).toHaveLength(2)
  expect(await listed(true)).toHaveLength(3)
})

test('the same token does nothing twice, and is refused with another value', async () => {
  await using server = await secretsServer()
  const first = await create(server, { ClientRequestToken: TOKENS[0] })

  expect(await create(server, { ClientRequestToken: TOKENS[0] })).toMatchObject({ ARN: first.ARN })
  await put(server, 'two', TOKENS[1])
  await put(server, 'two', TOKENS[1])

  await expect(put(server, 'other', TOKENS[1])).rejects.toMatchObject({ name: 'ResourceExistsException' })
  await expect(create(server)).rejects.toMatchObject({ name: 'ResourceExistsException' })
  expect(await get(server)).toMatchObject({ SecretString: 'two' })
})

test('a label is moved by who says where it is', async () => {
  await using server = await secretsServer()
  await create(server, { ClientRequestToken: TOKENS[0] })
  await put(server, 'two', TOKENS[1])
  const move = (VersionStage: string, RemoveFromVersionId?: string, MoveToVersionId?: string) =>
    server.secrets.send(
      new UpdateSecretVersionStageCommand({ SecretId: 'app/db', VersionStage, RemoveFromVersionId, MoveToVersionId }),
    )

  await expect(move('AWSCURRENT', undefined, TOKENS[0])).rejects.toMatchObject({ name: 'InvalidParameterException' })
  await expect(move('AWSCURRENT', TOKENS[1])).rejects.toMatchObject({ name: 'InvalidParameterException' })
  await expect(move('AWSCURRENT', TOKENS[0], TOKENS[1])).rejects.toMatchObject({ name: 'InvalidRequestException' })
  await expect(move('x', undefined, TOKENS[2])).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await move('AWSCURRENT', TOKENS[1], TOKENS[0])
  await move('mine', undefined, TOKENS[1])

  expect((await describeSecret(server)).VersionIdsToStages).toEqual({
    [TOKENS[0]]: ['AWSCURRENT'],
    [TOKENS[1]]: ['AWSPREVIOUS', 'mine'],
  })
  await move('mine', TOKENS[1])
  await expect(get(server, { VersionStage: 'mine' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

test('a deleted secret is closed, and can be restored', async () => {
  await using server = await secretsServer()
  await create(server)

  const { DeletionDate } = await remove(server, { RecoveryWindowInDays: 7 })
  expect((DeletionDate?.getTime() ?? 0) - Date.now()).toBeGreaterThan(6 * 86_400_000)
  await expect(get(server)).rejects.toMatchObject({ name: 'InvalidRequestException' })
  await expect(put(server, 'two')).rejects.toMatchObject({ name: 'InvalidRequestException' })
  await expect(create(server)).rejects.toMatchObject({ name: 'InvalidRequestException' })
  expect((await describeSecret(server)).DeletedDate).toEqual(DeletionDate)

  await server.secrets.send(new RestoreSecretCommand({ SecretId: 'app/db' }))

  expect(await get(server)).toMatchObject({ SecretString: 'one' })
})

test('by force a secret is gone at once, and its name is free for another one', async () => {
  await using server = await secretsServer()
  const first = await create(server)

  await remove(server, { ForceDeleteWithoutRecovery: true })
  await remove(server, { ForceDeleteWithoutRecovery: true })

  await expect(get(server)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await expect(remove(server)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  expect((await create(server)).ARN).not.toBe(first.ARN)
})

test.each<[string, Partial<CreateSecretRequest>, string]>([
  ['with an odd name', { Name: 'a b' }, 'InvalidParameterException'],
  ['with two values', { SecretBinary: Uint8Array.of(1) }, 'InvalidParameterException'],
  ['with a key that is not there', { KmsKeyId: 'alias/mine' }, 'EncryptionFailure'],
  ['with replicas', { AddReplicaRegions: [{ Region: 'eu-west-1' }] }, 'InvalidParameterException'],
  ['with a reserved tag', { Tags: [{ Key: 'aws:x', Value: 'y' }] }, 'InvalidParameterException'],
])('a secret %s is refused', async (_what, change, name) => {
  await using server = await secretsServer()

  await expect(create(server, change)).rejects.toMatchObject({ name })
})

test.each<[Partial<DeleteSecretRequest>, RegExp]>([
  [{ RecoveryWindowInDays: 6 }, /between 7 and 30/],
  [{ RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true }, /in conjunction/],
])('deleting with %o is refused', async (change, message) => {
  await using server = await secretsServer()
  await create(server)

  const answer = remove(server, change)

  await expect(answer).rejects.toMatchObject({ message: expect.stringMatching(message) })
  expect(await get(server)).toMatchObject({ SecretString: 'one' })
})

test.each<[ListSecretsRequest, string[]]>([
  [{ SortBy: 'name', SortOrder: 'asc' }, ['a/1', 'a/2', 'b']],
  [{ SortBy: 'name', SortOrder: 'desc' }, ['b', 'a/2', 'a/1']],
  [{ SortOrder: 'asc' }, ['a/1', 'a/2', 'b']],
  [{ Filters: [{ Key: 'name', Values: ['a/'] }], SortBy: 'name', SortOrder: 'asc' }, ['a/1', 'a/2']],
  [{ Filters: [{ Key: 'name', Values: ['!a/1'] }], SortBy: 'name', SortOrder: 'asc' }, ['a/2', 'b']],
  [{ Filters: [{ Key: 'tag-key', Values: ['team'] }] }, ['b']],
  [{ Filters: [{ Key: 'all', Values: ['WEB'] }] }, ['b']],
  [{ Filters: [{ Key: 'description', Values: ['second'] }] }, ['a/2']],
])('listing with %o gives %o', async (request, expected) => {
  await using server = await secretsServer()
  await create(server, { Name: 'a/1' })
  await create(server, { Name: 'a/2', Description: 'the second' })
  await create(server, { Name: 'b', Tags: [{ Key: 'team', Value: 'web' }] })

  const names: (string | undefined)[] = []
  let NextToken: string | undefined
  do {
    const page = await server.secrets.send(new ListSecretsCommand({ ...request, MaxResults: 2, NextToken }))
    names.push(...(page.SecretList ?? []).map(({ Name }) => Name))
    NextToken = page.NextToken
  } while (NextToken !== undefined)

  expect(names).toEqual(expected)
})

test('tags are set and taken away, and decide who may read the value', async () => {
  const asked: Access[] = []
  await using server = await secretsServer({
    decide: (_principal, access) => {
      asked.push(access)
      return { allowed: true, reason: 'allowed' }
    },
  })
  const { ARN } = await create(server)
  await server.secrets.send(new TagResourceCommand({ SecretId: 'app/db', Tags: [{ Key: 'team', Value: 'web' }] }))
  await get(server)
  await server.secrets.send(new UntagResourceCommand({ SecretId: 'app/db', TagKeys: ['team'] }))

  expect((await describeSecret(server)).Tags).toEqual([])
  expect(asked[0]).toMatchObject({
    action: 'secretsmanager:CreateSecret',
    resource: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:app/db',
    conditions: { 'secretsmanager:Name': 'app/db' },
  })
  expect(asked.find(({ action }) => action === 'secretsmanager:GetSecretValue')).toMatchObject({
    resource: ARN,
    conditions: {
      'secretsmanager:SecretId': 'app/db',
      'secretsmanager:VersionStage': 'AWSCURRENT',
      'secretsmanager:ResourceTag/team': 'web',
      'aws:ResourceTag/team': 'web',
    },
  })
})

test.each<[GetRandomPasswordRequest, RegExp]>([
  [{}, /^[!-~]{32}$/],
  [{ PasswordLength: 8, ExcludePunctuation: true, ExcludeNumbers: true }, /^(?=.*[a-z])(?=.*[A-Z])[A-Za-z]{8}$/],
  [
    { PasswordLength: 20, ExcludeCharacters: 'abc', ExcludeUppercase: true, ExcludePunctuation: true },
    /^[d-z0-9]{20}$/,
  ],
  [
    { PasswordLength: 1, RequireEachIncludedType: false, ExcludeLowercase: true, ExcludePunctuation: true },
    /^[A-Z0-9]$/,
  ],
])('a password asked for with %o has the form %o', async (request, form) => {
  await using server = await secretsServer()
  const password = async () => (await server.secrets.send(new GetRandomPasswordCommand(request))).RandomPassword

  expect(await password()).toMatch(form)
  if (request.PasswordLength !== 1) expect(await password()).not.toBe(await password())
})

test('a password of nothing, or too short for one of each kind, is refused', async () => {
  await using server = await secretsServer()
  const send = (request: GetRandomPasswordRequest) => server.secrets.send(new GetRandomPasswordCommand(request))

  const nothing = send({
    ExcludeLowercase: true,
    ExcludeUppercase: true,
    ExcludeNumbers: true,
    ExcludePunctuation: true,
  })
  await expect(nothing).rejects.toMatchObject({ name: 'InvalidParameterException' })
  await expect(send({ PasswordLength: 3 })).rejects.toMatchObject({ name: 'InvalidParameterException' })
})
