import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  GetRoleCommand,
  type IAMClient,
} from '@aws-sdk/client-iam'
import { DEMO } from './names.ts'
import { ensure } from './progress.ts'

/** Makes the service role, and the instances' role with its profile. Resolves with the service role's ARN. */
export async function ensureRoles(iam: IAMClient): Promise<string> {
  const serviceRole = await ensureRole(
    iam,
    DEMO.serviceRole,
    'codedeploy.amazonaws.com',
    'service-role/AWSCodeDeployRole',
  )
  await ensureRole(iam, DEMO.instanceRole, 'ec2.amazonaws.com', 'service-role/AmazonEC2RoleforAWSCodeDeploy')
  const profile = { InstanceProfileName: DEMO.instanceRole }
  await ensure(() => iam.send(new CreateInstanceProfileCommand(profile)), 'EntityAlreadyExistsException')
  const addRole = new AddRoleToInstanceProfileCommand({ ...profile, RoleName: DEMO.instanceRole })
  // A profile holds one role: this one, from an earlier start.
  await ensure(() => iam.send(addRole), 'LimitExceededException', 'EntityAlreadyExistsException')
  return serviceRole
}

async function ensureRole(iam: IAMClient, RoleName: string, service: string, policy: string): Promise<string> {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  }
  const create = new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) })
  await ensure(() => iam.send(create), 'EntityAlreadyExistsException')
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: `arn:aws:iam::aws:policy/${policy}` }))
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }))
  return Role?.Arn ?? ''
}
