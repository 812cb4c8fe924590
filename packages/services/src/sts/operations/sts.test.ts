import { CreateAccessKeyCommand, CreateUserCommand, ListUsersCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import {
  DecodeAuthorizationMessageCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts'
import { type IdentityServer, identityServer } from '@towpath/testkit/identity-server.ts'
import { expect, test } from 'vitest'

async function alice(server: IdentityServer) {
  await server.iam.send(new CreateUserCommand({ UserName: 'alice' }))
  const policy = { UserName: 'alice', PolicyName: 'p', PolicyDocument: ALLOW_USERS }
  await server.iam.send(new PutUserPolicyCommand(policy))
  const { AccessKey } = await server.iam.send(new CreateAccessKeyCommand({ UserName: 'alice' }))
  const key = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
  return { ...key, ...server.as(key) }
}

const ALLOW_USERS = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*"}}'

async function tokenSession(server: IdentityServer, { sts }: Pick<IdentityServer, 'sts'>) {
  const { Credentials } = await sts.send(new GetSessionTokenCommand({}))
  return server.as({
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken,
  })
}

test('root is told who it is', async () => {
  await using server = await identityServer()

  expect(await server.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '123456789012',
    UserId: '123456789012',
    Arn: 'arn:aws:iam::123456789012:root',
  })
})

test('a session token is its user, with the user’s rights, and makes no further one', async () => {
  await using server = await identityServer()
  const session = await tokenSession(server, await alice(server))

  const identity = await session.sts.send(new GetCallerIdentityCommand({}))

  expect(identity.Arn).toBe('arn:aws:iam::123456789012:user/alice')
  await session.iam.send(new ListUsersCommand({}))
  await expect(session.sts.send(new GetSessionTokenCommand({}))).rejects.toThrow(
    'Cannot call GetSessionToken with session credentials',
  )
})

test('a session token of root lasts an hour', async () => {
  await using server = await identityServer()
  const session = await tokenSession(server, server)
  await session.iam.send(new ListUsersCommand({}))

  server.advance(3601_000)

  await expect(session.iam.send(new ListUsersCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' })
})

test('a code of a device that nobody has is wrong', async () => {
  await using server = await identityServer()

  await expect(server.sts.send(new GetSessionTokenCommand({ TokenCode: '123456' }))).rejects.toMatchObject({
    name: 'AccessDenied',
  })
})

test('the account of a long-term key is told, others are unknown', async () => {
  await using server = await identityServer()
  const { accessKeyId } = await alice(server)
  const info = (AccessKeyId: string) => server.sts.send(new GetAccessKeyInfoCommand({ AccessKeyId }))

  expect((await info(accessKeyId)).Account).toBe('123456789012')
  await expect(info('AKIAAAAAAAAAAAAAAAAA')).rejects.toMatchObject({ name: 'ValidationError' })
})

test('no message can be decoded, as none is encoded', async () => {
  await using server = await identityServer()

  await expect(server.sts.send(new DecodeAuthorizationMessageCommand({ EncodedMessage: 'abc' }))).rejects.toMatchObject(
    { name: 'InvalidAuthorizationMessageException', message: 'Message is not valid.' },
  )
})
