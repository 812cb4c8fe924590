import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  GetRoleCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam'
import { type IdentityServer, identityServer } from '@towpath/testkit/identity-server.ts'
import { expect, test } from 'vitest'

const trust = (principal: unknown) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
  })
const EC2 = trust({ Service: 'ec2.amazonaws.com' })
const ALLOW_ALL = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
const ALICE = 'arn:aws:iam::123456789012:user/alice'

const create = (server: IdentityServer, document = EC2, RoleName = 'deploy') =>
  server.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document }))
const trustOf = async (server: IdentityServer) => {
  const { Role } = await server.iam.send(new GetRoleCommand({ RoleName: 'deploy' }))
  return decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')
}

test('a role is created with IAM’s defaults, and its document comes back as it was written', async () => {
  await using server = await identityServer()
  const document = EC2.replaceAll(',', ' ,\n\t')

  const { Role } = await create(server, document)

  expect(Role).toMatchObject({
    Arn: 'arn:aws:iam::123456789012:role/deploy',
    RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
    MaxSessionDuration: 3600,
    Path: '/',
  })
  expect(Role?.AssumeRolePolicyDocument).toMatch(/^%7B%22Version%22/)
  expect(await trustOf(server)).toBe(document)
})

test('a role is changed piece by piece', async () => {
  await using server = await identityServer()
  await create(server)

  await server.iam.send(new UpdateRoleCommand({ RoleName: 'deploy', MaxSessionDuration: 7200 }))
  await server.iam.send(new UpdateRoleDescriptionCommand({ RoleName: 'deploy', Description: 'ships things' }))
  await server.iam.send(
    new TagRoleCommand({
      RoleName: 'deploy',
      Tags: [
        { Key: 'b', Value: '1' },
        { Key: 'a', Value: '2' },
      ],
    }),
  )

  const { Role } = await server.iam.send(new GetRoleCommand({ RoleName: 'deploy' }))
  expect(Role).toMatchObject({ MaxSessionDuration: 7200, Description: 'ships things' })
  const { Tags } = await server.iam.send(new ListRoleTagsCommand({ RoleName: 'deploy' }))
  expect(Tags?.map((tag) => tag.Key)).toEqual(['a', 'b'])
  const { Roles } = await server.iam.send(new ListRolesCommand({}))
  expect(Roles).toHaveLength(1)
  expect(Roles?.[0]?.Tags).toBeUndefined()
})

test.each([
  ['not json', 'This policy contains invalid Json'],
  [ALLOW_ALL, 'Missing required field Principal'],
  [
    trust({ AWS: 'arn:aws:iam::123456789012:user/nobody' }),
    'Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:user/nobody"',
  ],
  [trust({ AWS: 'AIDAAAAAAAAAAAAAAAAAA' }), 'Invalid principal in policy: "AWS":"AIDAAAAAAAAAAAAAAAAAA"'],
])('a trust policy that IAM refuses is refused: %s', async (document, message) => {
  await using server = await identityServer()

  await expect(create(server, document)).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException', message })
  await create(server)
  await expect(
    server.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'deploy', PolicyDocument: document })),
  ).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException', message })
})

test('a trust policy may be 2,048 characters long, whitespace left out', async () => {
  await using server = await identityServer()
  const services = Array.from({ length: 100 }, (_, i) => `service-${i}.amazonaws.com`)

  await expect(create(server, trust({ Service: services }))).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: 'Cannot exceed quota for ACLSizePerRole: 2048',
  })
  await create(server, EC2 + ' '.repeat(5000))
})

test('a trusted user is shown under the present name, and as a bare id once gone', async () => {
  await using server = await identityServer()
  const { User } = await server.iam.send(new CreateUserCommand({ UserName: 'alice' }))
  await create(server, trust({ AWS: ALICE }))

  expect(await trustOf(server)).toContain(`"${ALICE}"`)
  await server.iam.send(new UpdateUserCommand({ UserName: 'alice', NewUserName: 'alicia' }))
  expect(await trustOf(server)).toContain('"arn:aws:iam::123456789012:user/alicia"')
  await server.iam.send(new DeleteUserCommand({ UserName: 'alicia' }))
  expect(await trustOf(server)).toContain(`"${User?.UserId}"`)
})

test.each([
  ['delete policies', new PutRolePolicyCommand({ RoleName: 'deploy', PolicyName: 'p', PolicyDocument: ALLOW_ALL })],
  [
    'detach all policies',
    new AttachRolePolicyCommand({ RoleName: 'deploy', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
  ],
  [
    'remove roles from instance profile',
    new AddRoleToInstanceProfileCommand({ RoleName: 'deploy', InstanceProfileName: 'p' }),
  ],
])('a role is not deleted before one did %s', async (what, command) => {
  await using server = await identityServer()
  await server.iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'p' }))
  await create(server)
  await server.iam.send(command as PutRolePolicyCommand)

  await expect(server.iam.send(new DeleteRoleCommand({ RoleName: 'deploy' }))).rejects.toMatchObject({
    name: 'DeleteConflictException',
    message: `Cannot delete entity, must ${what} first.`,
  })
})

test('a role made anew has another id', async () => {
  await using server = await identityServer()
  const { Role: before } = await create(server)

  await server.iam.send(new DeleteRoleCommand({ RoleName: 'deploy' }))
  const { Role: after } = await create(server)

  expect(after?.RoleId).not.toBe(before?.RoleId)
})
