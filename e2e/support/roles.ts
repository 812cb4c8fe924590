import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  type IAMClient,
} from '@aws-sdk/client-iam'

export function trustPolicy(service: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  })
}

/** A role that `service` may assume, with AWS-managed policies. Resolves with its ARN. */
export async function createRole(
  iam: IAMClient,
  RoleName: string,
  service: string,
  policies: string[],
): Promise<string> {
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustPolicy(service) }))
  for (const policy of policies) {
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: `arn:aws:iam::aws:policy/${policy}` }))
  }
  return Role?.Arn ?? ''
}

/** A role for instances, in an instance profile of the same name. */
export async function createInstanceRole(iam: IAMClient, name: string, policies: string[]): Promise<void> {
  await createRole(iam, name, 'ec2.amazonaws.com', policies)
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name }))
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: name }))
}
