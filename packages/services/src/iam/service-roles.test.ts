import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  PutRolePolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { type IdentityServer, identityServer } from '@towpath/testkit/identity-server.ts'
import { describe, expect, test } from 'vitest'
import { authorizer } from './authorizer.ts'
import { instanceCredentials, resolveInstanceProfile } from './instance-profiles.ts'
import { assumeServiceRole, passRole, serviceRoleTrust, sessionCredentials } from './service-roles.ts'

const ACCOUNT = '123456789012'
const ROLE = `arn:aws:iam::${ACCOUNT}:role/CodeDeployRole`
const GROUP = `arn:aws:codedeploy:us-east-1:${ACCOUNT}:deploymentgroup:app/group`
const PROFILE = `arn:aws:iam::${ACCOUNT}:instance-profile/profile`
const ASKED = { roleArn: ROLE, service: 'codedeploy.amazonaws.com', region: 'us-east-1', sessionName: 'd-ABC123DEF' }

const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: statement })
const trust = (Service: string | string[], members: object = {}) =>
  document({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole', ...members })

async function serverWithRole(trustPolicy: string) {
  const server = await identityServer()
  await server.iam.send(new CreateRoleCommand({ RoleName: 'CodeDeployRole', AssumeRolePolicyDocument: trustPolicy }))
  return server
}
const put = (server: IdentityServer, Action: string) =>
  server.iam.send(
    new PutRolePolicyCommand({
      RoleName: 'CodeDeployRole',
      PolicyName: 'p',
      PolicyDocument: document({ Effect: 'Allow', Action, Resource: '*' }),
    }),
  )

describe('a role handed to a service', () => {
  test.each([
    ['codedeploy.amazonaws.com', 'us-east-1', true],
    ['codedeploy.us-east-1.amazonaws.com', 'us-east-1', true],
    ['codedeploy.us-east-1.amazonaws.com', 'eu-west-1', false],
    ['ec2.amazonaws.com', 'us-east-1', false],
  ])('that trusts %s lets CodeDeploy of %s act with it: %s', async (service, region, expected) => {
    await using server = await serverWithRole(trust(service))

    const result = await assumeServiceRole(server.deps)({ ...ASKED, region, now: server.now() })

    expect('principal' in result).toBe(expected)
    if ('refused' in result) expect(result).toMatchObject({ refused: 'trust', message: expect.stringContaining(ROLE) })
  })

  test('makes the service a principal that the role’s policies decide about', async () => {
    await using server = await serverWithRole(trust('codedeploy.amazonaws.com'))
    await put(server, 'ec2:DescribeInstances')
    const result = await assumeServiceRole(server.deps)({ ...ASKED, now: server.now() })
    if ('refused' in result) throw new Error(result.message)
    const may = async (action: string) =>
      (await authorizer(server.deps).decide(result.principal, { action, resource: '*' })).allowed

    expect(result.principal).toMatchObject({
      type: 'assumed-role',
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/CodeDeployRole/d-ABC123DEF`,
      userId: expect.stringMatching(/^AROA\w+:d-ABC123DEF$/),
    })
    expect(await may('ec2:DescribeInstances')).toBe(true)
    expect(await may('ec2:TerminateInstances')).toBe(false)
  })

  test('may ask for the resource it is used for', async () => {
    const condition = { StringEquals: { 'aws:SourceAccount': ACCOUNT }, ArnLike: { 'aws:SourceArn': `${GROUP}*` } }
    await using server = await serverWithRole(trust('codedeploy.amazonaws.com', { Condition: condition }))
    const check = (sourceArn?: string) => serviceRoleTrust(server.deps)({ ...ASKED, now: server.now(), sourceArn })

    expect(await check(GROUP)).toBe('yes')
    expect(await check(GROUP.replace('app/', 'other/'))).toBe('trust')
    expect(await check()).toBe('trust')
  })

  test.each([
    ROLE.replace('Role', 'Rule'),
    ROLE.replace('role/', 'role/path/'),
    ROLE.replace(':role', ':user'),
    'nonsense',
  ])('that does not exist is missing: %s', async (roleArn) => {
    await using server = await serverWithRole(trust('codedeploy.amazonaws.com'))

    const result = await assumeServiceRole(server.deps)({ ...ASKED, roleArn, now: server.now() })

    expect(result).toMatchObject({ refused: 'missing', message: expect.stringContaining(roleArn) })
  })

  test('is read in the caller’s transaction when there is one', async () => {
    await using server = await serverWithRole(trust('ec2.amazonaws.com'))
    const check = serviceRoleTrust(server.deps)

    await server.store.transaction(async (db) => {
      expect(await check({ ...ASKED, now: server.now(), db })).toBe('trust')
    })
  })

  test('is passed with the service it is passed to', () => {
    expect(passRole({ roleArn: ROLE, service: 'codedeploy.amazonaws.com' })).toEqual({
      action: 'iam:PassRole',
      resource: ROLE,
      conditions: { 'iam:PassedToService': 'codedeploy.amazonaws.com' },
    })
  })

  test('gives credentials for a build, limited further when asked', async () => {
    await using server = await serverWithRole(trust('codebuild.amazonaws.com'))
    await put(server, 's3:*')
    const onlyReading = document({ Effect: 'Allow', Action: 's3:Get*', Resource: '*' })
    const asked = { ...ASKED, service: 'codebuild.amazonaws.com', durationSeconds: 900, policies: [onlyReading] }
    const result = await sessionCredentials(server.deps)({ ...asked, now: server.now() })
    if ('refused' in result) throw new Error(result.message)
    const found = await server.credentialsAfterRestart().find(result.accessKeyId, result.sessionToken)
    if ('refused' in found) throw new Error(found.refused)
    const may = async (action: string) =>
      (await authorizer(server.deps).decide(found.principal, { action, resource: 'arn:aws:s3:::b/k' })).allowed

    expect([await may('s3:GetObject'), await may('s3:PutObject')]).toEqual([true, false])
    expect(result.expiration - server.now()).toBeLessThanOrEqual(900_000)
  })
})

describe('an instance profile', () => {
  const asked = { instanceProfileArn: PROFILE, instanceId: 'i-0123456789abcdef0', region: 'us-east-1' }
  const member = { InstanceProfileName: 'profile', RoleName: 'CodeDeployRole' }

  async function serverWithProfile(trustPolicy = trust('ec2.amazonaws.com')) {
    const server = await serverWithRole(trustPolicy)
    await server.iam.send(new CreateInstanceProfileCommand(member))
    await server.iam.send(new AddRoleToInstanceProfileCommand(member))
    return server
  }

  test('gives an instance credentials of its role, named for the instance', async () => {
    await using server = await serverWithProfile()

    const result = await instanceCredentials(server.deps)({ ...asked, now: server.now() })
    if ('refused' in result) throw new Error(result.message)
    const identity = await server.as(result).sts.send(new GetCallerIdentityCommand({}))

    expect(result.roleName).toBe('CodeDeployRole')
    expect(identity.Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/CodeDeployRole/i-0123456789abcdef0`)
    expect(result.expiration - server.now()).toBeGreaterThan(5.9 * 3600_000)
  })

  test('gives none while the role does not trust EC2, and some once it does', async () => {
    await using server = await serverWithProfile(trust('codedeploy.amazonaws.com'))
    const get = () => instanceCredentials(server.deps)({ ...asked, now: server.now() })

    expect(await get()).toMatchObject({ refused: 'trust', message: expect.stringContaining('ec2.amazonaws.com') })
    await server.iam.send(
      new UpdateAssumeRolePolicyCommand({ RoleName: 'CodeDeployRole', PolicyDocument: trust('ec2.amazonaws.com') }),
    )

    expect(await get()).toHaveProperty('sessionToken')
  })

  test('gives none when it is empty or gone', async () => {
    await using server = await serverWithProfile()
    const get = () => instanceCredentials(server.deps)({ ...asked, now: server.now() })

    await server.iam.send(new RemoveRoleFromInstanceProfileCommand(member))
    expect(await get()).toMatchObject({ refused: 'no-role' })
    await server.iam.send(new DeleteInstanceProfileCommand(member))
    expect(await get()).toMatchObject({ refused: 'no-profile' })
  })

  test('is found by name and by ARN, with its role', async () => {
    await using server = await serverWithProfile()
    const resolve = resolveInstanceProfile(server.deps)
    const within = { account: ACCOUNT }

    const byName = await resolve({ name: 'profile' }, within)

    expect(byName).toMatchObject({ arn: PROFILE, id: expect.stringMatching(/^AIPA/), role: { arn: ROLE } })
    expect(await resolve({ arn: PROFILE }, within)).toEqual(byName)
    expect(await resolve({ arn: PROFILE.replace('/', '/path/') }, within)).toBeUndefined()
    expect(await resolve({ name: 'missing' }, within)).toBeUndefined()
    expect(await resolve({}, within)).toBeUndefined()
  })
})
