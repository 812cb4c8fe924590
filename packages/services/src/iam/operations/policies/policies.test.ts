import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachUserPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListAttachedUserPoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListPoliciesCommand,
  ListPolicyVersionsCommand,
  PutUserPermissionsBoundaryCommand,
  SetDefaultPolicyVersionCommand,
  TagPolicyCommand,
} from '@aws-sdk/client-iam'
import { type IdentityServer, identityServer } from '@towpath/testkit/identity-server.ts'
import { expect, test } from 'vitest'

const ARN = 'arn:aws:iam::123456789012:policy/app/reading'
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess'
const document = (action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] })

const create = (server: IdentityServer) =>
  server.iam.send(
    new CreatePolicyCommand({ PolicyName: 'reading', Path: '/app/', PolicyDocument: document('s3:Get*') }),
  )
const addVersion = (server: IdentityServer, action: string, SetAsDefault = false) =>
  server.iam.send(new CreatePolicyVersionCommand({ PolicyArn: ARN, PolicyDocument: document(action), SetAsDefault }))

test('a policy is created with its first version as default', async () => {
  await using server = await identityServer()

  const { Policy } = await create(server)
  const { PolicyVersion } = await server.iam.send(new GetPolicyVersionCommand({ PolicyArn: ARN, VersionId: 'v1' }))

  expect(Policy).toMatchObject({ Arn: ARN, DefaultVersionId: 'v1', AttachmentCount: 0, IsAttachable: true })
  expect(PolicyVersion).toMatchObject({ IsDefaultVersion: true, VersionId: 'v1' })
  expect(decodeURIComponent(PolicyVersion?.Document ?? '')).toBe(document('s3:Get*'))
})

test('versions come newest first, five at most, and numbers are not given twice', async () => {
  await using server = await identityServer()
  await create(server)
  for (const action of ['a:b', 'a:c', 'a:d', 'a:e']) await addVersion(server, action)

  await expect(addVersion(server, 'a:f')).rejects.toMatchObject({ name: 'LimitExceededException' })
  await server.iam.send(new DeletePolicyVersionCommand({ PolicyArn: ARN, VersionId: 'v5' }))
  await addVersion(server, 'a:g', true)

  const { Versions } = await server.iam.send(new ListPolicyVersionsCommand({ PolicyArn: ARN }))
  expect(Versions?.map((version) => version.VersionId)).toEqual(['v6', 'v4', 'v3', 'v2', 'v1'])
  expect(Versions?.filter((version) => version.IsDefaultVersion).map((version) => version.VersionId)).toEqual(['v6'])
})

test('the default version is not deleted, and another can take its place', async () => {
  await using server = await identityServer()
  await create(server)
  await addVersion(server, 'a:b')
  const remove = () => server.iam.send(new DeletePolicyVersionCommand({ PolicyArn: ARN, VersionId: 'v1' }))

  await expect(remove()).rejects.toMatchObject({ name: 'DeleteConflictException' })
  await server.iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn: ARN, VersionId: 'v2' }))
  await remove()

  const { Policy } = await server.iam.send(new GetPolicyCommand({ PolicyArn: ARN }))
  expect(Policy?.DefaultVersionId).toBe('v2')
})

test('a policy in use is not deleted', async () => {
  await using server = await identityServer()
  await create(server)
  await server.iam.send(new CreateUserCommand({ UserName: 'alice' }))
  const remove = () => server.iam.send(new DeletePolicyCommand({ PolicyArn: ARN }))

  await server.iam.send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn: ARN }))
  await expect(remove()).rejects.toMatchObject({ message: 'Cannot delete a policy attached to entities.' })
  await server.iam.send(new DetachUserPolicyCommand({ UserName: 'alice', PolicyArn: ARN }))
  await addVersion(server, 'a:b')
  await expect(remove()).rejects.toMatchObject({ message: expect.stringContaining('more than one version') })
  await server.iam.send(new DeletePolicyVersionCommand({ PolicyArn: ARN, VersionId: 'v2' }))
  await remove()

  await expect(server.iam.send(new GetPolicyCommand({ PolicyArn: ARN }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: `Policy ${ARN} was not found.`,
  })
})

test('AWS’s own policies can be read and attached, and not changed by anybody', async () => {
  await using server = await identityServer()
  await server.iam.send(new CreateUserCommand({ UserName: 'alice' }))
  await server.iam.send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn: ADMINISTRATOR }))

  const { Policy } = await server.iam.send(new GetPolicyCommand({ PolicyArn: ADMINISTRATOR }))
  expect(Policy).toMatchObject({ AttachmentCount: 1, PolicyName: 'AdministratorAccess' })
  for (const command of [
    new DeletePolicyCommand({ PolicyArn: ADMINISTRATOR }),
    new TagPolicyCommand({ PolicyArn: ADMINISTRATOR, Tags: [{ Key: 'a', Value: 'b' }] }),
    new CreatePolicyVersionCommand({ PolicyArn: ADMINISTRATOR, PolicyDocument: document('a:b') }),
  ]) {
    await expect(server.iam.send(command as DeletePolicyCommand)).rejects.toMatchObject({ name: 'AccessDenied' })
  }
})

test('lists tell the account’s own policies from AWS’s, and attached from unused', async () => {
  await using server = await identityServer()
  await create(server)
  const names = async (input: ConstructorParameters<typeof ListPoliciesCommand>[0]) =>
    (await server.iam.send(new ListPoliciesCommand({ MaxItems: 1000, ...input }))).Policies?.map(
      (one) => one.PolicyName,
    )

  expect(await names({ Scope: 'Local' })).toEqual(['reading'])
  expect(await names({ Scope: 'AWS' })).toContain('AWSCodeDeployRole')
  expect(await names({ Scope: 'AWS' })).not.toContain('reading')
  expect(await names({ OnlyAttached: true })).toEqual([])
  expect(await names({ PathPrefix: '/service-role/' })).toEqual([
    'AWSCodeDeployRole',
    'AmazonEC2RoleforAWSCodeDeploy',
    'AmazonEC2RoleforAWSCodeDeployLimited',
  ])
})

test('all that use a policy are told, by kind and by use', async () => {
  await using server = await identityServer()
  await create(server)
  const trust =
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole"}}'
  await server.iam.send(new CreateUserCommand({ UserName: 'alice' }))
  await server.iam.send(new CreateRoleCommand({ RoleName: 'deploy', AssumeRolePolicyDocument: trust }))
  await server.iam.send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn: ARN }))
  await server.iam.send(new AttachRolePolicyCommand({ RoleName: 'deploy', PolicyArn: ARN }))
  await server.iam.send(new PutUserPermissionsBoundaryCommand({ UserName: 'alice', PermissionsBoundary: ARN }))
  const users = (answer: { PolicyUsers?: { UserName?: string }[] }) => answer.PolicyUsers?.map((user) => user.UserName)

  const all = await server.iam.send(new ListEntitiesForPolicyCommand({ PolicyArn: ARN }))
  const roles = await server.iam.send(new ListEntitiesForPolicyCommand({ PolicyArn: ARN, EntityFilter: 'Role' }))
  const bounded = await server.iam.send(
    new ListEntitiesForPolicyCommand({ PolicyArn: ARN, PolicyUsageFilter: 'PermissionsBoundary' }),
  )

  expect([users(all), all.PolicyRoles?.length, all.PolicyGroups]).toEqual([['alice'], 1, []])
  expect([users(roles), roles.PolicyRoles?.length]).toEqual([[], 1])
  expect([users(bounded), bounded.PolicyRoles]).toEqual([['alice'], []])
})

test('ten policies are attached at most, and only those that exist', async () => {
  await using server = await identityServer()
  await server.iam.send(new CreateUserCommand({ UserName: 'alice' }))
  const { Policies = [] } = await server.iam.send(new ListPoliciesCommand({ MaxItems: 11 }))
  const attach = (arn = '') => server.iam.send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn: arn }))
  for (const policy of Policies.slice(0, 10)) await attach(policy.Arn)

  await expect(attach(Policies[10]?.Arn)).rejects.toMatchObject({
    message: 'Cannot exceed quota for PoliciesPerUser: 10',
  })
  await expect(attach(ARN)).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: `Policy ${ARN} does not exist or is not attachable.`,
  })
  const { AttachedPolicies } = await server.iam.send(new ListAttachedUserPoliciesCommand({ UserName: 'alice' }))
  expect(AttachedPolicies).toHaveLength(10)
})

test.each([
  ['not json', 'MalformedPolicyDocumentException', 'Syntax errors in policy.'],
  ['{"Version":"2008-10-17","Statement":[]}', 'MalformedPolicyDocumentException', 'Syntax errors in policy.'],
  [
    document('s3:Get*').replace('2012', '2008'),
    'MalformedPolicyDocumentException',
    'Policy document must be version 2012-10-17 or greater.',
  ],
  [document(`s3:${'x'.repeat(6200)}`), 'LimitExceededException', 'Cannot exceed quota for PolicySize: 6144'],
])('a document that IAM refuses is refused', async (text, name, message) => {
  await using server = await identityServer()

  await expect(
    server.iam.send(new CreatePolicyCommand({ PolicyName: 'bad', PolicyDocument: text })),
  ).rejects.toMatchObject({ name, message })
})
