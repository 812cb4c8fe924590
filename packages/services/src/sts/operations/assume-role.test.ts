import {
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  ListRolesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand, type AssumeRoleCommandInput, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { type IdentityServer, identityServer } from '@towpath/testkit/identity-server.ts'
import { expect, test } from 'vitest'

const ACCOUNT = '123456789012'
const ROLE = `arn:aws:iam::${ACCOUNT}:role/deploy`
const ALICE = `arn:aws:iam::${ACCOUNT}:user/alice`
const HOUR = 3600

const document = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })
const allow = (Action: string | string[], Resource = '*') => ({ Effect: 'Allow', Action, Resource })
const trust = (principal: unknown, members: object = {}) =>
  document({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...members })

async function user(server: IdentityServer, UserName = 'alice') {
  await server.iam.send(new CreateUserCommand({ UserName }))
  const { AccessKey } = await server.iam.send(new CreateAccessKeyCommand({ UserName }))
  const key = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
  return { ...key, ...server.as(key) }
}

/** A role `deploy` that may do everything in IAM. */
async function role(server: IdentityServer, trustPolicy: string, RoleName = 'deploy', MaxSessionDuration?: number) {
  const made = await server.iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustPolicy, MaxSessionDuration }),
  )
  const policy = { RoleName, PolicyName: 'all', PolicyDocument: document(allow(['iam:*', 'sts:*'])) }
  await server.iam.send(new PutRolePolicyCommand(policy))
  return made.Role
}

type Clients = ReturnType<IdentityServer['as']>
const assume = ({ sts }: Clients, input: Partial<AssumeRoleCommandInput> = {}) =>
  sts.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'one', ...input }))

async function session(server: IdentityServer, clients: Clients, input: Partial<AssumeRoleCommandInput> = {}) {
  const { Credentials } = await assume(clients, input)
  return server.as({
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken,
  })
}

test('a trusted user gets credentials that are the role', async () => {
  await using server = await identityServer()
  const alice = await user(server)
  const made = await role(server, trust({ AWS: ALICE }))

  const answer = await assume(alice)
  const deploy = await session(server, alice)
  const identity = await deploy.sts.send(new GetCallerIdentityCommand({}))

  expect(answer.Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/)
  expect(answer.AssumedRoleUser).toEqual({
    Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/one`,
    AssumedRoleId: `${made?.RoleId}:one`,
  })
  expect(identity).toMatchObject({ Arn: answer.AssumedRoleUser?.Arn, UserId: `${made?.RoleId}:one`, Account: ACCOUNT })
  await expect(deploy.iam.send(new ListRolesCommand({}))).resolves.toMatchObject({ IsTruncated: false })
})

test('who is not trusted, and a role that does not exist, are refused in the same words', async () => {
  await using server = await identityServer()
  const alice = await user(server)
  await role(server, trust({ Service: 'ec2.amazonaws.com' }))
  const policy = { UserName: 'alice', PolicyName: 'all', PolicyDocument: document(allow('*')) }
  await server.iam.send(new PutUserPolicyCommand(policy))

  for (const RoleArn of [ROLE, `${ROLE}-missing`, `arn:aws:iam::${ACCOUNT}:role/other-path/deploy`]) {
    await expect(assume(alice, { RoleArn })).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: ${ALICE} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
      $metadata: { httpStatusCode: 403 },
    })
  }
})

test('a user of a trusted account needs a policy of its own as well', async () => {
  await using server = await identityServer()
  const alice = await user(server)
  await role(server, trust({ AWS: ACCOUNT }))

  await expect(assume(alice)).rejects.toMatchObject({ name: 'AccessDenied' })
  const policy = { UserName: 'alice', PolicyName: 'p', PolicyDocument: document(allow('sts:AssumeRole', ROLE)) }
  await server.iam.send(new PutUserPolicyCommand(policy))

  await expect(assume(alice)).resolves.toHaveProperty('Credentials')
})

test('a user made anew under a trusted name is not trusted', async () => {
  await using server = await identityServer()
  const alice = await user(server)
  await role(server, trust({ AWS: ALICE }))
  await assume(alice)
  await server.iam.send(new DeleteAccessKeyCommand({ UserName: 'alice', AccessKeyId: alice.accessKeyId }))
  await server.iam.send(new DeleteUserCommand({ UserName: 'alice' }))

  const impostor = await user(server)

  await expect(assume(impostor)).rejects.toMatchObject({ name: 'AccessDenied' })
})

test('root assumes no roles', async () => {
  await using server = await identityServer()
  await role(server, trust({ AWS: ACCOUNT }))

  await expect(assume(server)).rejects.toThrow('Roles may not be assumed by root accounts.')
})

test('an external id that the role asks for must be told', async () => {
  await using server = await identityServer()
  const alice = await user(server)
  await role(server, trust({ AWS: ALICE }, { Condition: { StringEquals: { 'sts:ExternalId': 'tree' } } }))

  await expect(assume(alice)).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(assume(alice, { ExternalId: 'bush' })).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(assume(alice, { ExternalId: 'tree' })).resolves.toHaveProperty('Credentials')
})

test('session policies limit the session: one in the request, and managed ones', async () => {
  await using server = await identityServer()
  const alice = await user(server)
  await role(server, trust({ AWS: ALICE }))
  const policy = { PolicyName: 'roles', PolicyDocument: document(allow('iam:ListRoles')) }
  const { Policy } = await server.iam.send(new CreatePolicyCommand(policy))
  const users = () => new ListUsersCommand({})
  const roles = () => new ListRolesCommand({})

  const inline = await session(server, alice, { Policy: document(allow('iam:ListUsers')) })
  await inline.iam.send(users())
  await expect(inline.iam.send(roles())).rejects.toThrow('because no session policy allows the iam:ListRoles action')

  const both = await session(server, alice, {
    Policy: document(allow('iam:ListUsers')),
    PolicyArns: [{ arn: Policy?.Arn }],
  })
  await both.iam.send(users())
  await both.iam.send(roles())
})

test('a session policy gives nothing that the role does not have', async () => {
  await using server = await identityServer()
  const alice = await user(server)
  await role(server, trust({ AWS: ALICE }))
  await server.iam.send(new DeleteRolePolicyCommand({ RoleName: 'deploy', PolicyName: 'all' }))

  const all = await session(server, alice, { Policy: document(allow('*')) })

  await expect(all.iam.send(new ListUsersCommand({}))).rejects.toThrow('because no identity-based policy allows')
})

test.each([
  ['a policy that is none', { Policy: '{"Version":"2012-10-17"}' }, 'MalformedPolicyDocumentException'],
  [
    'a managed policy that is not there',
    { PolicyArns: [{ arn: `arn:aws:iam::${ACCOUNT}:policy/nope` }] },
    'MalformedPolicyDocumentException',
  ],
  ['more than the role allows', { DurationSeconds: 2 * HOUR }, 'ValidationError'],
  ['less than STS allows', { DurationSeconds: 60 }, 'ValidationError'],
  ['a session name with a space', { RoleSessionName: 'a b' }, 'ValidationError'],
])('%s is refused', async (_, input, name) => {
  await using server = await identityServer()
  const alice = await user(server)
  await role(server, trust({ AWS: ALICE }))

  await expect(assume(alice, input)).rejects.toMatchObject({ name })
})

test('policies and tags that do not fit into a session are refused, and how full it is, is told', async () => {
  await using server = await identityServer()
  const alice = await user(server)
  await role(server, trust({ AWS: ALICE }, { Action: ['sts:AssumeRole', 'sts:TagSession'] }))
  const noise = (i: number) =>
    Buffer.from(Array.from({ length: 190 }, (_, j) => (i * 31 + j * j * 7) % 251)).toString('base64url')
  const tags = (count: number) => Array.from({ length: count }, (_, i) => ({ Key: `key-${i}`, Value: noise(i) }))

  await expect(assume(alice, { Tags: tags(50) })).rejects.toMatchObject({
    name: 'PackedPolicyTooLargeException',
    message: expect.stringMatching(/^Packed policy consumes \d+% of allotted space/),
  })
  const { PackedPolicySize } = await assume(alice, { Tags: tags(1) })
  expect(PackedPolicySize).toBeGreaterThan(0)
  expect(PackedPolicySize).toBeLessThan(100)
})

test('tagging a session must be allowed by the role, and its tags decide', async () => {
  await using server = await identityServer()
  const alice = await user(server)
  const tagging = { Action: ['sts:AssumeRole', 'sts:TagSession'] }
  await role(server, trust({ AWS: ALICE }), 'plain')
  await role(server, trust({ AWS: ALICE }, tagging))
  const red = { StringEquals: { 'aws:PrincipalTag/team': 'red' } }
  const policy = {
    RoleName: 'deploy',
    PolicyName: 'all',
    PolicyDocument: document({ ...allow('iam:*'), Condition: red }),
  }
  await server.iam.send(new PutRolePolicyCommand(policy))
  const withTeam = (Value: string) => session(server, alice, { Tags: [{ Key: 'team', Value }] })

  const plain = `arn:aws:iam::${ACCOUNT}:role/plain`
  await expect(assume(alice, { RoleArn: plain, Tags: [{ Key: 'team', Value: 'red' }] })).rejects.toThrow(
    'sts:TagSession',
  )
  await (await withTeam('red')).iam.send(new ListUsersCommand({}))
  const blue = await withTeam('blue')
  await expect(blue.iam.send(new ListUsersCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' })
})

test('transitive tags and the source identity go on to the next role, which lasts an hour at most', async () => {
  await using server = await identityServer()
  const alice = await user(server)
  const actions = { Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'] }
  await role(server, trust({ AWS: ALICE }, actions), 'deploy', 4 * HOUR)
  await role(server, trust({ AWS: ROLE }, actions), 'second', 4 * HOUR)
  const second = `arn:aws:iam::${ACCOUNT}:role/second`
  const red = {
    StringEquals: { 'aws:PrincipalTag/team': 'red', 'aws:SourceIdentity': 'alice' },
    Null: { 'aws:PrincipalTag/own': 'true' },
  }
  const policy = {
    RoleName: 'second',
    PolicyName: 'all',
    PolicyDocument: document({ ...allow('iam:*'), Condition: red }),
  }
  await server.iam.send(new PutRolePolicyCommand(policy))
  const first = await session(server, alice, {
    Tags: [
      { Key: 'team', Value: 'red' },
      { Key: 'own', Value: 'x' },
    ],
    TransitiveTagKeys: ['team'],
    SourceIdentity: 'alice',
  })

  const chained = await session(server, first, { RoleArn: second })
  await chained.iam.send(new ListUsersCommand({}))

  await expect(assume(first, { RoleArn: second, DurationSeconds: 2 * HOUR })).rejects.toThrow('role chaining')
  await expect(assume(first, { RoleArn: second, SourceIdentity: 'bob' })).rejects.toMatchObject({
    name: 'ValidationError',
  })
  const retag = { RoleArn: second, Tags: [{ Key: 'TEAM', Value: 'blue' }] }
  await expect(assume(first, retag)).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  await expect(assume(alice, { DurationSeconds: 2 * HOUR })).resolves.toHaveProperty('Credentials')
})

test('a session ends when its time is over', async () => {
  await using server = await identityServer()
  const alice = await user(server)
  await role(server, trust({ AWS: ALICE }))
  const deploy = await session(server, alice, { DurationSeconds: 900 })
  await deploy.iam.send(new ListUsersCommand({}))

  server.advance(901_000)

  await expect(deploy.iam.send(new ListUsersCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' })
})

test('a change of the role is felt by its sessions at once, and they end with it', async () => {
  await using server = await identityServer()
  const alice = await user(server)
  const trusting = trust({ AWS: ALICE })
  await role(server, trusting)
  const deploy = await session(server, alice)
  await deploy.iam.send(new ListUsersCommand({}))

  await server.iam.send(new DeleteRolePolicyCommand({ RoleName: 'deploy', PolicyName: 'all' }))
  await expect(deploy.iam.send(new ListUsersCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' })
  await server.iam.send(new DeleteRoleCommand({ RoleName: 'deploy' }))
  await role(server, trusting)

  await expect(deploy.iam.send(new ListUsersCommand({}))).rejects.toMatchObject({ name: 'InvalidClientTokenId' })
})

test('another process with the same sealing key knows a session it has never seen', async () => {
  await using server = await identityServer()
  const alice = await user(server)
  await role(server, trust({ AWS: ALICE }))
  const { Credentials } = await assume(alice)
  const restarted = server.credentialsAfterRestart()

  const found = await restarted.find(Credentials?.AccessKeyId ?? '', Credentials?.SessionToken)

  expect(found).toMatchObject({
    secretAccessKey: Credentials?.SecretAccessKey,
    principal: { type: 'assumed-role', name: 'deploy', session: { name: 'one' } },
  })
})

test('a token opens only its own key, and not when it was changed', async () => {
  await using server = await identityServer()
  const alice = await user(server)
  await role(server, trust({ AWS: ALICE }))
  const { Credentials: one } = await assume(alice)
  const { Credentials: two } = await assume(alice)
  const find = (id = '', token?: string) => server.credentialsAfterRestart().find(id, token)
  const mismatch = { refused: 'token-mismatch' }

  expect(await find(one?.AccessKeyId, two?.SessionToken)).toEqual(mismatch)
  expect(await find(one?.AccessKeyId, undefined)).toEqual(mismatch)
  expect(await find(one?.AccessKeyId, `${one?.SessionToken}A`)).toEqual(mismatch)
  expect(await find(alice.accessKeyId, one?.SessionToken)).toEqual(mismatch)
  expect(await find('AKIAAAAAAAAAAAAAAAAA', undefined)).toEqual({ refused: 'unknown' })
})

test('removing a user’s own policy does not matter to the role it has assumed', async () => {
  await using server = await identityServer()
  const alice = await user(server)
  await role(server, trust({ AWS: ACCOUNT }))
  const policy = { UserName: 'alice', PolicyName: 'p', PolicyDocument: document(allow('sts:AssumeRole')) }
  await server.iam.send(new PutUserPolicyCommand(policy))
  const deploy = await session(server, alice)

  await server.iam.send(new DeleteUserPolicyCommand({ UserName: 'alice', PolicyName: 'p' }))

  await expect(deploy.iam.send(new ListUsersCommand({}))).resolves.toBeDefined()
  await expect(assume(alice)).rejects.toMatchObject({ name: 'AccessDenied' })
})
