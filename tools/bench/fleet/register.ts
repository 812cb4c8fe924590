import {
  AddTagsToOnPremisesInstancesCommand,
  type CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentGroupCommand,
  RegisterOnPremisesInstanceCommand,
} from '@aws-sdk/client-codedeploy'
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import type { ControlPlane } from '@towpath/testkit'
import { createRole } from '../../../e2e/support/roles.ts'
import type { SimulatedHost } from './simulated-host.ts'

/** Calls under way at once. */
const CONCURRENCY = 8
/** Names that one call may tag. */
const TAGGED_AT_ONCE = 100

export const groupOf = (size: number) => `group-${size}`

/** Registers as many on-premises hosts as the largest size says, and makes a group for each size. */
export async function register(
  plane: ControlPlane,
  codedeploy: CodeDeployClient,
  sizes: number[],
): Promise<SimulatedHost[]> {
  const iam = new IAMClient(plane.client)
  const serviceRoleArn = await createRole(iam, 'CodeDeployRole', 'codedeploy.amazonaws.com', [
    'service-role/AWSCodeDeployRole',
  ])
  const credentials = await administrator(iam)
  const sts = new STSClient({ ...plane.client, credentials })
  const RoleArn = await hostRole(iam)
  const names = Array.from({ length: Math.max(...sizes) }, (_, n) => `host-${n}`)
  const hosts = await inParallel(names, (name) => registerHost(codedeploy, sts, RoleArn, name))
  await codedeploy.send(new CreateApplicationCommand({ applicationName: 'app' }))
  for (const size of sizes) await createGroup(codedeploy, serviceRoleArn, names.slice(0, size))
  sts.destroy()
  iam.destroy()
  return hosts
}

async function registerHost(
  codedeploy: CodeDeployClient,
  sts: STSClient,
  RoleArn: string,
  instanceName: string,
): Promise<SimulatedHost> {
  const { Credentials: keys } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: instanceName }))
  const iamSessionArn = `arn:aws:sts::123456789012:assumed-role/hosts/${instanceName}`
  await codedeploy.send(new RegisterOnPremisesInstanceCommand({ instanceName, iamSessionArn }))
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = keys ?? {}
  return {
    identifier: iamSessionArn,
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
  }
}

async function createGroup(codedeploy: CodeDeployClient, serviceRoleArn: string, names: string[]): Promise<void> {
  const tag = { Key: groupOf(names.length), Value: 'yes' }
  for (let from = 0; from < names.length; from += TAGGED_AT_ONCE) {
    const instanceNames = names.slice(from, from + TAGGED_AT_ONCE)
    await codedeploy.send(new AddTagsToOnPremisesInstancesCommand({ instanceNames, tags: [tag] }))
  }
  await codedeploy.send(
    new CreateDeploymentGroupCommand({
      applicationName: 'app',
      deploymentGroupName: groupOf(names.length),
      serviceRoleArn,
      deploymentConfigName: 'CodeDeployDefault.AllAtOnce',
      onPremisesInstanceTagFilters: [{ Key: tag.Key, Type: 'KEY_ONLY' }],
    }),
  )
}

/** Root may not assume roles, here as on AWS; a user may. */
async function administrator(iam: IAMClient): Promise<{ accessKeyId: string; secretAccessKey: string }> {
  const UserName = 'administrator'
  await iam.send(new CreateUserCommand({ UserName }))
  await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }))
  const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName }))
  return { accessKeyId: key?.AccessKeyId ?? '', secretAccessKey: key?.SecretAccessKey ?? '' }
}

async function hostRole(iam: IAMClient): Promise<string> {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'sts:AssumeRole' }],
  }
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: 'hosts', AssumeRolePolicyDocument: JSON.stringify(trust) }),
  )
  return Role?.Arn ?? ''
}

async function inParallel<In, Out>(inputs: In[], one: (input: In) => Promise<Out>): Promise<Out[]> {
  const outputs: Out[] = []
  let next = 0
  const work = async () => {
    for (let n = next++; n < inputs.length; n = next++) outputs[n] = await one(inputs[n] as In)
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work))
  return outputs
}
