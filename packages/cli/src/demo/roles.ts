import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  GetRoleCommand,
  type IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { DEMO } from './names.ts'
import { ensure } from './progress.ts'
import { type Place, rolePolicies } from './role-policies.ts'

/** ARNs of the roles that others are told of. */
export interface Roles {
  codedeploy: string
  build: string
  pipeline: string
}

/** Makes the roles of CodeDeploy, builds and the pipeline, and the instances' role with its profile. */
export async function ensureRoles(iam: IAMClient, place: Place): Promise<Roles> {
  const policies = rolePolicies(place)
  const codedeploy = await ensureRole(iam, DEMO.serviceRole, 'codedeploy.amazonaws.com')
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSCodeDeployRole'
  await iam.send(new AttachRolePolicyCommand({ RoleName: DEMO.serviceRole, PolicyArn }))
  const build = await ensureRole(iam, DEMO.buildRole, 'codebuild.amazonaws.com', policies.build)
  const pipeline = await ensureRole(iam, DEMO.pipelineRole, 'codepipeline.amazonaws.com', policies.pipeline)
  await ensureRole(iam, DEMO.instanceRole, 'ec2.amazonaws.com', policies.instance)
  await ensureProfile(iam)
  return { codedeploy, build, pipeline }
}

/** Resolves with the role's ARN. */
async function ensureRole(iam: IAMClient, RoleName: string, service: string, policy?: string): Promise<string> {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  }
  const create = new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) })
  await ensure(() => iam.send(create), 'EntityAlreadyExistsException')
  if (policy) await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: RoleName, PolicyDocument: policy }))
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }))
  return Role?.Arn ?? ''
}

async function ensureProfile(iam: IAMClient): Promise<void> {
  const profile = { InstanceProfileName: DEMO.instanceRole }
  await ensure(() => iam.send(new CreateInstanceProfileCommand(profile)), 'EntityAlreadyExistsException')
  const addRole = new AddRoleToInstanceProfileCommand({ ...profile, RoleName: DEMO.instanceRole })
  // A profile holds one role: this one, from an earlier start.
  await ensure(() => iam.send(addRole), 'LimitExceededException', 'EntityAlreadyExistsException')
}
