import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteUserPolicyCommand,
  GetUserCommand,
  ListAccessKeysCommand,
  ListUsersCommand,
  PutGroupPolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  TagUserCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam'
import { databases } from '@towpath/storage/testing.ts'
import { type IdentityServer, identityServer } from '@towpath/testkit/identity-server.ts'
import type { Access, Principal } from '@towpath/wire'
import { describe, expect, test } from 'vitest'
import { authorizer } from './authorizer.ts'
import { credentialStore } from './credential-store.ts'

const document = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })
const allow = (Action: string, Resource = '*') => ({ Effect: 'Allow', Action, Resource })

async function userWithKey(server: IdentityServer, UserName: string, input: { Path?: string } = {}) {
  await server.iam.send(new CreateUserCommand({ UserName, ...input }))
  const { AccessKey } = await server.iam.send(new CreateAccessKeyCommand({ UserName }))
  const accessKeyId = AccessKey?.AccessKeyId ?? ''
  return { accessKeyId, ...server.as({ accessKeyId, secretAccessKey: AccessKey?.SecretAccessKey ?? '' }) }
}
const put = (server: IdentityServer, UserName: string, ...statements: object[]) =>
  server.iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument: document(...statements) }))
const listUsers = () => new ListUsersCommand({})

describe.each(databases)('on $name', (database) => {
  test('what is granted or taken away counts from the next request on', async () => {
    await using server = await identityServer(database)
    const alice = await userWithKey(server, 'alice')
    const refused = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }

    await expect(alice.iam.send(listUsers())).rejects.toMatchObject(refused)
    await put(server, 'alice', allow('iam:ListUsers'))
    await alice.iam.send(listUsers())
    await server.iam.send(new DeleteUserPolicyCommand({ UserName: 'alice', PolicyName: 'own' }))

    await expect(alice.iam.send(listUsers())).rejects.toMatchObject(refused)
  })

  test('another process notices a change within a second', async () => {
    await using server = await identityServer(database)
    const alice = await userWithKey(server, 'alice')
    const other = server.anotherProcess()
    const found = await credentialStore(other).find(alice.accessKeyId, undefined)
    const principal = 'principal' in found ? found.principal : undefined
    const mayList = async () =>
      (await authorizer(other).decide(principal as Principal, { action: 'iam:ListUsers', resource: '*' })).allowed
    expect(await mayList()).toBe(false)

    await put(server, 'alice', allow('iam:ListUsers'))
    server.advance(1000)

    expect(await mayList()).toBe(true)
  })
})

test('a refusal says who, what and why, and the audit log which statement', async () => {
  await using server = await identityServer()
  const alice = await userWithKey(server, 'alice')

  await expect(alice.iam.send(listUsers())).rejects.toThrow(
    'User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:ListUsers on resource: ' +
      'arn:aws:iam::123456789012:user/ because no identity-based policy allows the iam:ListUsers action',
  )
  await put(server, 'alice', allow('iam:*'), { Sid: 'NoLists', Effect: 'Deny', Action: 'iam:List*', Resource: '*' })
  await expect(alice.iam.send(listUsers())).rejects.toThrow('with an explicit deny in an identity-based policy')

  expect(server.audit.at(-1)?.decisions[0]?.decision).toEqual({
    allowed: false,
    reason: 'explicit-deny',
    limitedBy: 'identity-based policy',
    statement: { policy: 'user/alice:own', sid: 'NoLists', index: 1 },
  })
})

test('groups pass their policies on to their users', async () => {
  await using server = await identityServer()
  const alice = await userWithKey(server, 'alice')
  await server.iam.send(new CreateGroupCommand({ GroupName: 'team' }))
  const policy = { GroupName: 'team', PolicyName: 'lists', PolicyDocument: document(allow('iam:ListUsers')) }
  await server.iam.send(new PutGroupPolicyCommand(policy))

  await server.iam.send(new AddUserToGroupCommand({ GroupName: 'team', UserName: 'alice' }))

  await expect(alice.iam.send(listUsers())).resolves.toMatchObject({ IsTruncated: false })
})

test('a managed policy decides by its default version', async () => {
  await using server = await identityServer()
  const alice = await userWithKey(server, 'alice')
  const { Policy } = await server.iam.send(
    new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: document(allow('iam:ListUsers')) }),
  )
  await server.iam.send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn: Policy?.Arn }))
  const next = (SetAsDefault: boolean) =>
    server.iam.send(
      new CreatePolicyVersionCommand({ PolicyArn: Policy?.Arn, PolicyDocument: document(allow('s3:*')), SetAsDefault }),
    )

  await next(false)
  await alice.iam.send(listUsers())
  await next(true)

  await expect(alice.iam.send(listUsers())).rejects.toMatchObject({ name: 'AccessDenied' })
})

test('a boundary limits what an administrator may do', async () => {
  await using server = await identityServer()
  const alice = await userWithKey(server, 'alice')
  const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess'
  await server.iam.send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn: administrator }))
  await alice.iam.send(listUsers())

  const boundary = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
  await server.iam.send(new PutUserPermissionsBoundaryCommand({ UserName: 'alice', PermissionsBoundary: boundary }))

  await expect(alice.iam.send(listUsers())).rejects.toThrow('because no permissions boundary allows')
})

test('users manage what is theirs by a policy with a variable, whatever their path', async () => {
  await using server = await identityServer()
  const alice = await userWithKey(server, 'alice', { Path: '/team/' })
  await server.iam.send(new CreateUserCommand({ UserName: 'bob', Path: '/team/' }))
  await put(server, 'alice', allow('iam:*AccessKey*', `arn:aws:iam::*:user/*/\${aws:username}`))

  await alice.iam.send(new ListAccessKeysCommand({}))
  await expect(alice.iam.send(new ListAccessKeysCommand({ UserName: 'bob' }))).rejects.toMatchObject({
    name: 'AccessDenied',
  })
})

test('tags of principal and resource take part in decisions', async () => {
  await using server = await identityServer()
  const alice = await userWithKey(server, 'alice')
  await server.iam.send(new CreateUserCommand({ UserName: 'bob', Tags: [{ Key: 'team', Value: 'red' }] }))
  const same = { StringEquals: { 'iam:ResourceTag/team': `\${aws:PrincipalTag/team}` } }
  await put(server, 'alice', { ...allow('iam:GetUser'), Condition: same })
  const getBob = () => alice.iam.send(new GetUserCommand({ UserName: 'bob' }))

  await expect(getBob()).rejects.toMatchObject({ name: 'AccessDenied' })
  await server.iam.send(new TagUserCommand({ UserName: 'alice', Tags: [{ Key: 'team', Value: 'red' }] }))

  await expect(getBob()).resolves.toMatchObject({ User: { UserName: 'bob' } })
})

test('who may create users only within a boundary cannot create them without', async () => {
  await using server = await identityServer()
  const alice = await userWithKey(server, 'alice')
  const boundary = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
  const within = { StringEquals: { 'iam:PermissionsBoundary': boundary } }
  await put(server, 'alice', { ...allow('iam:CreateUser'), Condition: within })
  const create = (PermissionsBoundary?: string) =>
    alice.iam.send(new CreateUserCommand({ UserName: 'bob', PermissionsBoundary }))

  await expect(create()).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(create('arn:aws:iam::aws:policy/AdministratorAccess')).rejects.toMatchObject({ name: 'AccessDenied' })
  await create(boundary)
})

test('tagging a new user needs the right to tag', async () => {
  await using server = await identityServer()
  const alice = await userWithKey(server, 'alice')
  await put(server, 'alice', allow('iam:CreateUser'))
  const create = (Tags?: { Key: string; Value: string }[]) =>
    alice.iam.send(new CreateUserCommand({ UserName: 'bob', Tags }))

  await expect(create([{ Key: 'a', Value: 'b' }])).rejects.toThrow('iam:TagUser')
  await create()
})

test('a user is renamed only by who may touch both the old and the new name', async () => {
  await using server = await identityServer()
  const alice = await userWithKey(server, 'alice')
  await server.iam.send(new CreateUserCommand({ UserName: 'bob' }))
  await put(server, 'alice', allow('iam:UpdateUser', 'arn:aws:iam::123456789012:user/b*'))
  const rename = (NewUserName: string) => alice.iam.send(new UpdateUserCommand({ UserName: 'bob', NewUserName }))

  await expect(rename('admin')).rejects.toThrow('arn:aws:iam::123456789012:user/admin')
  await rename('bill')
})

test('who may attach one policy cannot attach another', async () => {
  await using server = await identityServer()
  const alice = await userWithKey(server, 'alice')
  const reading = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
  const only = { ArnEquals: { 'iam:PolicyARN': reading } }
  await put(server, 'alice', { ...allow('iam:AttachUserPolicy'), Condition: only })
  const attach = (PolicyArn: string) => alice.iam.send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn }))

  await attach(reading)
  await expect(attach('arn:aws:iam::aws:policy/AdministratorAccess')).rejects.toMatchObject({ name: 'AccessDenied' })
})

test('a principal whose user or role is gone may do nothing', async () => {
  await using server = await identityServer()
  const decide = (principal: Partial<Principal>) =>
    authorizer(server.deps).decide(
      { type: 'user', account: '123456789012', arn: 'x', userId: 'x', ...principal },
      { action: 's3:GetObject', resource: '*' },
    )
  const trust = document({ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' })
  await server.iam.send(new CreateRoleCommand({ RoleName: 'deploy', AssumeRolePolicyDocument: trust }))

  expect((await decide({ userId: 'AIDANOBODYNOBODYNOBOD' })).allowed).toBe(false)
  expect((await decide({ type: 'assumed-role', name: 'deploy', userId: 'AROAOLDOLDOLDOLDOLDOL:s' })).allowed).toBe(
    false,
  )
})

test('a resource’s policy is taken into account, and one that cannot be read lets nobody in', async () => {
  await using server = await identityServer()
  const root: Principal = {
    type: 'root',
    account: '123456789012',
    arn: 'arn:aws:iam::123456789012:root',
    userId: '123456789012',
  }
  const anonymous: Principal = { type: 'anonymous', account: '', arn: '', userId: '' }
  const access = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' }
  const everybody = document({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' })
  const decide = async (principal: Principal, more: Partial<Access>) =>
    (await authorizer(server.deps).decide(principal, { ...access, ...more })).allowed

  expect(await decide(anonymous, {})).toBe(false)
  expect(await decide(anonymous, { resourcePolicy: everybody })).toBe(true)
  expect(await decide(root, { resourcePolicy: everybody.replace('Allow', 'Deny') })).toBe(false)
  expect(await decide(root, { resourcePolicy: 'nonsense' })).toBe(false)
})

test('a warm decision and a warm look-up of a key cost no query', async () => {
  await using server = await identityServer()
  const alice = await userWithKey(server, 'alice')
  let queries = 0
  const deps = server.anotherProcess({
    get db() {
      queries++
      return server.store.db
    },
  })
  const ask = async () => {
    const found = await credentialStore(deps).find(alice.accessKeyId, undefined)
    if ('refused' in found) throw new Error(found.refused)
    await authorizer(deps).decide(found.principal, { action: 'iam:ListUsers', resource: '*' })
  }

  await ask()
  const cold = queries
  for (let i = 0; i < 100; i++) await ask()

  expect(cold).toBeGreaterThan(0)
  // One: the revision is looked at every half second, and a slow machine may take longer than that.
  expect(queries - cold).toBeLessThan(10)
})
