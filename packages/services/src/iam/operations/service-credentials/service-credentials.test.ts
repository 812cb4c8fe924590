import {
  CreateServiceSpecificCredentialCommand,
  CreateUserCommand,
  DeleteServiceSpecificCredentialCommand,
  ListServiceSpecificCredentialsCommand,
  ResetServiceSpecificCredentialCommand,
  UpdateServiceSpecificCredentialCommand,
} from '@aws-sdk/client-iam'
import { type IdentityServer, identityServer } from '@towpath/testkit/identity-server.ts'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { verifyServiceSpecificCredential } from '../../service-credential-check.ts'

const GIT = 'codecommit.amazonaws.com'

async function credentialOf(server: IdentityServer, UserName = 'alice') {
  const answer = await server.iam.send(new CreateServiceSpecificCredentialCommand({ UserName, ServiceName: GIT }))
  const made = answer.ServiceSpecificCredential
  return {
    id: made?.ServiceSpecificCredentialId ?? '',
    user: made?.ServiceUserName ?? '',
    password: made?.ServicePassword ?? '',
  }
}

async function serverWithAlice() {
  const server = await identityServer()
  await server.iam.send(new CreateUserCommand({ UserName: 'alice' }))
  return {
    server,
    verify: verifyServiceSpecificCredential(server.deps),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

test('a credential is told once and then verified against its hash', async () => {
  await using setup = await serverWithAlice()
  const { server, verify } = setup

  const { user, password } = await credentialOf(server)

  expect(user).toBe('alice-at-123456789012')
  expect(await verify(user, password, GIT)).toMatchObject({ type: 'user', arn: 'arn:aws:iam::123456789012:user/alice' })
  expect(await verify(user, password, GIT)).toMatchObject({ name: 'alice' })
  expect(await verify(user, `${password}x`, GIT)).toBeUndefined()
  expect(await verify(user, password, 'cassandra.amazonaws.com')).toBeUndefined()
  expect(await verify('nobody-at-123456789012', password, GIT)).toBeUndefined()
  const { rows } = await sql`select * from iam_service_credentials`.execute(server.store.db)
  expect(JSON.stringify(rows)).not.toContain(password)
})

test('a reset password takes the place of the old one at once', async () => {
  await using setup = await serverWithAlice()
  const { server, verify } = setup
  const { id, user, password } = await credentialOf(server)
  await verify(user, password, GIT)

  const reset = await server.iam.send(
    new ResetServiceSpecificCredentialCommand({ UserName: 'alice', ServiceSpecificCredentialId: id }),
  )

  expect(await verify(user, password, GIT)).toBeUndefined()
  expect(await verify(user, reset.ServiceSpecificCredential?.ServicePassword ?? '', GIT)).toBeDefined()
})

test('an inactive or deleted credential opens nothing', async () => {
  await using setup = await serverWithAlice()
  const { server, verify } = setup
  const { id, user, password } = await credentialOf(server)
  const which = { UserName: 'alice', ServiceSpecificCredentialId: id }
  const set = (Status: 'Active' | 'Inactive') =>
    server.iam.send(new UpdateServiceSpecificCredentialCommand({ ...which, Status }))

  await set('Inactive')
  expect(await verify(user, password, GIT)).toBeUndefined()
  await set('Active')
  expect(await verify(user, password, GIT)).toBeDefined()
  await server.iam.send(new DeleteServiceSpecificCredentialCommand(which))
  expect(await verify(user, password, GIT)).toBeUndefined()
})

test('a user has two for a service, each with a user name of its own', async () => {
  await using setup = await serverWithAlice()
  const { server } = setup
  await credentialOf(server)
  const second = await credentialOf(server)

  await expect(credentialOf(server)).rejects.toMatchObject({ name: 'LimitExceededException' })
  expect(second.user).toBe('alice+1-at-123456789012')
  const listed = await server.iam.send(new ListServiceSpecificCredentialsCommand({ UserName: 'alice' }))
  expect(listed.ServiceSpecificCredentials).toHaveLength(2)
  expect(JSON.stringify(listed)).not.toContain('ServicePassword')
})

test('a service that takes no such credentials is refused', async () => {
  await using setup = await serverWithAlice()

  await expect(
    setup.server.iam.send(
      new CreateServiceSpecificCredentialCommand({ UserName: 'alice', ServiceName: 's3.amazonaws.com' }),
    ),
  ).rejects.toMatchObject({ name: 'ServiceNotSupportedException' })
})
