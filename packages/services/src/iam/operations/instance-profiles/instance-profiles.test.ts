import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  GetInstanceProfileCommand,
  ListInstanceProfilesCommand,
  ListInstanceProfilesForRoleCommand,
  ListInstanceProfileTagsCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfileCommand,
} from '@aws-sdk/client-iam'
import { identityServer } from '@towpath/testkit/identity-server.ts'
import { expect, test } from 'vitest'

const EC2 =
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}'
const member = { InstanceProfileName: 'ec2_code_deploy_role', RoleName: 'ec2-code-deploy-role' }

async function serverWithProfile() {
  const server = await identityServer()
  await server.iam.send(new CreateRoleCommand({ RoleName: member.RoleName, AssumeRolePolicyDocument: EC2 }))
  await server.iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: member.InstanceProfileName }))
  await server.iam.send(new AddRoleToInstanceProfileCommand(member))
  return server
}

test('a profile shows its role, and a role its profiles', async () => {
  await using server = await serverWithProfile()

  const { InstanceProfile } = await server.iam.send(new GetInstanceProfileCommand(member))
  const { InstanceProfiles } = await server.iam.send(new ListInstanceProfilesForRoleCommand(member))

  expect(InstanceProfile).toMatchObject({
    Arn: 'arn:aws:iam::123456789012:instance-profile/ec2_code_deploy_role',
    InstanceProfileId: expect.stringMatching(/^AIPA/),
    Roles: [{ RoleName: member.RoleName }],
  })
  expect(InstanceProfiles?.map((profile) => profile.InstanceProfileName)).toEqual([member.InstanceProfileName])
})

test('a profile holds one role', async () => {
  await using server = await serverWithProfile()

  await expect(server.iam.send(new AddRoleToInstanceProfileCommand(member))).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
  })
})

test('a profile is deleted once its role is out', async () => {
  await using server = await serverWithProfile()

  await expect(server.iam.send(new DeleteInstanceProfileCommand(member))).rejects.toMatchObject({
    name: 'DeleteConflictException',
  })
  await server.iam.send(new RemoveRoleFromInstanceProfileCommand(member))
  await server.iam.send(new DeleteInstanceProfileCommand(member))

  const { InstanceProfiles } = await server.iam.send(new ListInstanceProfilesCommand({}))
  expect(InstanceProfiles).toEqual([])
})

test('a profile is tagged', async () => {
  await using server = await serverWithProfile()
  const Tags = [{ Key: 'a', Value: 'b' }]

  await server.iam.send(new TagInstanceProfileCommand({ ...member, Tags }))

  expect(await server.iam.send(new ListInstanceProfileTagsCommand(member))).toMatchObject({ Tags, IsTruncated: false })
})

test('what is not there is named as IAM names it', async () => {
  await using server = await identityServer()

  await expect(server.iam.send(new GetInstanceProfileCommand(member))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: 'Instance Profile ec2_code_deploy_role cannot be found.',
  })
})
