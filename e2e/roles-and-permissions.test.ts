import { CreateDeploymentGroupCommand, UpdateDeploymentGroupCommand } from '@aws-sdk/client-codedeploy'
import { AttachRolePolicyCommand, DetachRolePolicyCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appspec } from './support/bundle.ts'
import { createRole, trustPolicy } from './support/roles.ts'
import { eventOf } from './support/targets.ts'
import { type World, world } from './support/world.ts'

let here: World
beforeAll(async () => {
  here = await world()
})
afterAll(() => here?.[Symbol.asyncDispose]())

const files = { 'appspec.yml': appspec([]).replace('hooks:\n\n', '') }
const INSTANCE_POLICY = 'arn:aws:iam::aws:policy/service-role/AmazonEC2RoleforAWSCodeDeploy'
const SERVICE_POLICY = 'arn:aws:iam::aws:policy/service-role/AWSCodeDeployRole'

test('a service role that CodeDeploy may not assume is refused when the group is made, and accepted once mended', async () => {
  const serviceRoleArn = await createRole(here.iam, 'wrong-trust', 'ec2.amazonaws.com', [
    'service-role/AWSCodeDeployRole',
  ])
  const group = { applicationName: 'app', deploymentGroupName: 'trust', serviceRoleArn }

  await expect(here.codedeploy.send(new CreateDeploymentGroupCommand(group))).rejects.toMatchObject({
    name: 'InvalidRoleException',
    message: `AWS CodeDeploy does not have the permissions required to assume the role ${serviceRoleArn}.`,
  })

  const mended = { RoleName: 'wrong-trust', PolicyDocument: trustPolicy('codedeploy.amazonaws.com') }
  await here.iam.send(new UpdateAssumeRolePolicyCommand(mended))
  await here.codedeploy.send(new CreateDeploymentGroupCommand(group))
})

test('a service role without ec2:DescribeInstances fails the deployment, which works once mended', async () => {
  const policy = { RoleName: 'CodeDeployRole', PolicyArn: SERVICE_POLICY }
  await here.iam.send(new DetachRolePolicyCommand(policy))

  const refused = await here.deploy(files)
  await here.iam.send(new AttachRolePolicyCommand(policy))
  const mended = await here.deploy(files)

  expect(refused.info).toMatchObject({ status: 'Failed', errorInformation: { code: 'IAM_ROLE_PERMISSIONS' } })
  expect(refused.info.errorInformation?.message).toContain('AmazonEC2')
  expect(mended.info.status).toBe('Succeeded')
})

test('an instance role without s3:GetObject fails at DownloadBundle, which works once mended', async () => {
  const policy = { RoleName: 'instances', PolicyArn: INSTANCE_POLICY }
  await here.iam.send(new DetachRolePolicyCommand(policy))

  const refused = await here.deploy(files)
  await here.iam.send(new AttachRolePolicyCommand(policy))
  const mended = await here.deploy(files)

  expect(refused.info.status).toBe('Failed')
  expect(eventOf(refused.targets[0], 'DownloadBundle')).toMatchObject({
    status: 'Failed',
    diagnostics: { errorCode: 'UnknownError' },
  })
  expect(eventOf(refused.targets[0], 'DownloadBundle')?.diagnostics?.message).toMatch(/access denied|not authorized/i)
  expect(mended.info.status).toBe('Succeeded')
})

test('a group without instances fails with what to check', async () => {
  const names = { applicationName: 'app', currentDeploymentGroupName: 'group' }
  const tag = (Value: string) => [{ Key: 'Fleet', Value, Type: 'KEY_AND_VALUE' as const }]
  await here.codedeploy.send(new UpdateDeploymentGroupCommand({ ...names, ec2TagFilters: tag('nobody') }))

  const { info } = await here.deploy(files)
  await here.codedeploy.send(new UpdateDeploymentGroupCommand({ ...names, ec2TagFilters: tag('e2e') }))

  expect(info).toMatchObject({ status: 'Failed', errorInformation: { code: 'NO_INSTANCES' } })
})
