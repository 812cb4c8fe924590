import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateAccountAliasCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccountAliasCommand,
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  ListAccountAliasesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { identityServer } from '@towpath/testkit/identity-server.ts'
import { expect, test } from 'vitest'

const ALLOW = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
const EC2 =
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}'

async function serverWithEverything() {
  const server = await identityServer()
  await server.iam.send(new CreateUserCommand({ UserName: 'alice' }))
  await server.iam.send(new CreateRoleCommand({ RoleName: 'deploy', AssumeRolePolicyDocument: EC2 }))
  await server.iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'profile' }))
  await server.iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'profile', RoleName: 'deploy' }))
  const { Policy } = await server.iam.send(new CreatePolicyCommand({ PolicyName: 'mine', PolicyDocument: ALLOW }))
  await server.iam.send(new AttachRolePolicyCommand({ RoleName: 'deploy', PolicyArn: Policy?.Arn }))
  await server.iam.send(new PutRolePolicyCommand({ RoleName: 'deploy', PolicyName: 'own', PolicyDocument: ALLOW }))
  return server
}

test('the summary counts what there is', async () => {
  await using server = await serverWithEverything()

  const { SummaryMap } = await server.iam.send(new GetAccountSummaryCommand({}))

  expect(SummaryMap).toMatchObject({
    Users: 1,
    Roles: 1,
    InstanceProfiles: 1,
    Policies: 1,
    Groups: 0,
    UsersQuota: 5000,
  })
})

test('the details of the account show entities with all their policies', async () => {
  await using server = await serverWithEverything()

  const details = await server.iam.send(
    new GetAccountAuthorizationDetailsCommand({ Filter: ['User', 'Role', 'LocalManagedPolicy'] }),
  )

  expect(details.UserDetailList).toMatchObject([{ UserName: 'alice', GroupList: [] }])
  expect(details.RoleDetailList).toMatchObject([
    {
      RoleName: 'deploy',
      RolePolicyList: [{ PolicyName: 'own', PolicyDocument: encodeURIComponent(ALLOW).replaceAll('*', '%2A') }],
      AttachedManagedPolicies: [{ PolicyName: 'mine' }],
      InstanceProfileList: [{ InstanceProfileName: 'profile' }],
    },
  ])
  expect(details.Policies).toMatchObject([{ PolicyName: 'mine', PolicyVersionList: [{ VersionId: 'v1' }] }])
})

test('the details come in pages that leave nothing out', async () => {
  await using server = await serverWithEverything()
  const seen: string[] = []

  let Marker: string | undefined
  for (let page = 0; page < 100; page++) {
    const details = await server.iam.send(new GetAccountAuthorizationDetailsCommand({ MaxItems: 7, Marker }))
    const users = details.UserDetailList?.map((user) => user.UserName ?? '') ?? []
    seen.push(...users, ...(details.RoleDetailList?.map((role) => role.RoleName ?? '') ?? []))
    seen.push(...(details.Policies?.map((policy) => policy.PolicyName ?? '') ?? []))
    Marker = details.Marker
    if (!details.IsTruncated) break
  }

  expect(new Set(seen).size).toBe(seen.length)
  expect(seen).toEqual(expect.arrayContaining(['alice', 'deploy', 'mine', 'AdministratorAccess', 'AWSCodeDeployRole']))
})

test('an account has one alias, which another replaces', async () => {
  await using server = await identityServer()
  const aliases = async () => (await server.iam.send(new ListAccountAliasesCommand({}))).AccountAliases

  expect(await aliases()).toEqual([])
  await server.iam.send(new CreateAccountAliasCommand({ AccountAlias: 'first' }))
  await server.iam.send(new CreateAccountAliasCommand({ AccountAlias: 'second' }))
  expect(await aliases()).toEqual(['second'])

  await expect(server.iam.send(new DeleteAccountAliasCommand({ AccountAlias: 'first' }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  })
  await server.iam.send(new DeleteAccountAliasCommand({ AccountAlias: 'second' }))
  expect(await aliases()).toEqual([])
})
