import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { type IdentityServer, identityServer } from '@towpath/testkit/identity-server.ts'
import { sql } from 'kysely'
import { expect, test } from 'vitest'

async function keyOf(server: IdentityServer, userName: string) {
  const { AccessKey } = await server.iam.send(new CreateAccessKeyCommand({ UserName: userName }))
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
}

async function serverWithAlice() {
  const server = await identityServer()
  await server.iam.send(new CreateUserCommand({ UserName: 'alice' }))
  return server
}

test('a new key signs requests at once', async () => {
  await using server = await serverWithAlice()

  const key = await keyOf(server, 'alice')
  const identity = await server.as(key).sts.send(new GetCallerIdentityCommand({}))

  expect(key.accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/)
  expect(key.secretAccessKey).toMatch(/^[A-Za-z0-9+/]{40}$/)
  expect(identity.Arn).toBe('arn:aws:iam::123456789012:user/alice')
})

test('a wrong secret is refused', async () => {
  await using server = await serverWithAlice()
  const key = await keyOf(server, 'alice')
  const liar = server.as({ ...key, secretAccessKey: 'x'.repeat(40) })

  await expect(liar.sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' })
})

test('an inactive key is refused from the next request on, and works again once active', async () => {
  await using server = await serverWithAlice()
  const key = await keyOf(server, 'alice')
  const alice = server.as(key)
  const set = (Status: 'Active' | 'Inactive') =>
    server.iam.send(new UpdateAccessKeyCommand({ UserName: 'alice', AccessKeyId: key.accessKeyId, Status }))
  await alice.sts.send(new GetCallerIdentityCommand({}))

  await set('Inactive')
  await expect(alice.sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'InvalidClientTokenId' })
  await set('Active')

  await expect(alice.sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({ Account: '123456789012' })
})

test('a deleted key is refused from the next request on', async () => {
  await using server = await serverWithAlice()
  const key = await keyOf(server, 'alice')
  const alice = server.as(key)
  await alice.sts.send(new GetCallerIdentityCommand({}))

  await server.iam.send(new DeleteAccessKeyCommand({ UserName: 'alice', AccessKeyId: key.accessKeyId }))

  await expect(alice.sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'InvalidClientTokenId' })
})

test('a user has two keys at most, and lists tell no secrets', async () => {
  await using server = await serverWithAlice()
  const first = await keyOf(server, 'alice')
  const second = await keyOf(server, 'alice')

  await expect(keyOf(server, 'alice')).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: 'Cannot exceed quota for AccessKeysPerUser: 2',
  })
  const { AccessKeyMetadata } = await server.iam.send(new ListAccessKeysCommand({ UserName: 'alice' }))
  expect(AccessKeyMetadata?.map((key) => key.AccessKeyId).sort()).toEqual(
    [first.accessKeyId, second.accessKeyId].sort(),
  )
  expect(JSON.stringify(AccessKeyMetadata)).not.toContain(first.secretAccessKey)
})

test('a key is found only under its own user', async () => {
  await using server = await serverWithAlice()
  await server.iam.send(new CreateUserCommand({ UserName: 'bob' }))
  const { accessKeyId } = await keyOf(server, 'alice')

  await expect(
    server.iam.send(new DeleteAccessKeyCommand({ UserName: 'bob', AccessKeyId: accessKeyId })),
  ).rejects.toMatchObject({ name: 'NoSuchEntityException' })
})

test('root, which is no user, must say whose key it means', async () => {
  await using server = await identityServer()

  await expect(server.iam.send(new CreateAccessKeyCommand({}))).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Must specify userName when calling with non-User credentials',
  })
})

test('the database holds no secret in clear', async () => {
  await using server = await serverWithAlice()
  const { accessKeyId, secretAccessKey } = await keyOf(server, 'alice')

  const { rows } = await sql<{ id: string; secret: string }>`select id, secret from iam_access_keys`.execute(
    server.store.db,
  )

  expect(rows).toHaveLength(1)
  expect(rows[0]?.id).toBe(accessKeyId)
  expect(JSON.stringify(rows)).not.toContain(secretAccessKey)
  expect(Buffer.from(rows[0]?.secret ?? '', 'base64url').includes(secretAccessKey)).toBe(false)
})

test('when a key was last used is told, from memory and once written down', async () => {
  await using server = await serverWithAlice()
  const key = await keyOf(server, 'alice')
  const lastUsed = async () => {
    const answer = await server.iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: key.accessKeyId }))
    return answer.AccessKeyLastUsed
  }
  expect(await lastUsed()).toMatchObject({ ServiceName: 'N/A', Region: 'N/A' })

  // Refused for want of permission: a use all the same.
  await server
    .as(key)
    .iam.send(new ListAccessKeysCommand({}))
    .catch(() => {})

  expect(await lastUsed()).toMatchObject({ ServiceName: 'iam', Region: 'us-east-1', LastUsedDate: expect.any(Date) })
  await server.deps.lastUses.flush()
  expect(await lastUsed()).toMatchObject({ ServiceName: 'iam' })
})
