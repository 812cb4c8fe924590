import {
  AddTagsToOnPremisesInstancesCommand,
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentCommand,
  CreateDeploymentGroupCommand,
  GetDeploymentCommand,
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
import { type ControlPlane, startControlPlane, until } from '@towpath/testkit'
import { createRole } from '../../e2e/support/roles.ts'
import { processorSeconds, residentMib } from './process-memory.ts'
import type { Figure } from './report.ts'
import { simulatedHost } from './simulated-host.ts'

const HOSTS = 200
const IDLE_SECONDS = 20

/** Many hosts that speak the real protocol and run no hooks: one deployment to all at once, and what idle ones cost. */
export async function fleet(): Promise<Figure[]> {
  await using plane = await startControlPlane()
  const stop = new AbortController()
  const codedeploy = new CodeDeployClient(plane.client)
  const hosts = await register(plane, codedeploy)
  const running = hosts.map((host) => simulatedHost({ ...host, endpoint: plane.endpoint, signal: stop.signal }))

  const before = processorSeconds(plane.pid())
  await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1000))
  const idle = (processorSeconds(plane.pid()) - before) / IDLE_SECONDS
  const seconds = await deploy(codedeploy)
  const memory = residentMib(plane.pid())

  stop.abort()
  await Promise.all(running)
  return [
    {
      what: `${HOSTS} idle hosts, processor`,
      value: `${(idle * 100).toFixed(2)} % of a core`,
      budget: '< 5 % for 10,000',
    },
    {
      what: `${HOSTS} simulated hosts all at once`,
      value: `${seconds.toFixed(2)} s (${((seconds / HOSTS) * 1000).toFixed(1)} ms a host)`,
      budget: '< 10 s for 1,000',
      kept: (seconds / HOSTS) * 1000 < 10,
    },
    { what: `memory of the control plane with ${HOSTS} hosts`, value: `${memory.toFixed(0)} MiB`, budget: '' },
  ]
}

async function register(plane: ControlPlane, codedeploy: CodeDeployClient) {
  const iam = new IAMClient(plane.client)
  const sts = new STSClient({ ...plane.client, credentials: await administrator(iam) })
  const serviceRoleArn = await createRole(iam, 'CodeDeployRole', 'codedeploy.amazonaws.com', [
    'service-role/AWSCodeDeployRole',
  ])
  const RoleArn = await hostRole(iam)
  const hosts = []
  for (let n = 0; n < HOSTS; n++) {
    const instanceName = `host-${n}`
    const { Credentials: keys } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: instanceName }))
    const iamSessionArn = `arn:aws:sts::123456789012:assumed-role/hosts/${instanceName}`
    await codedeploy.send(new RegisterOnPremisesInstanceCommand({ instanceName, iamSessionArn }))
    const tags = [{ Key: 'Fleet', Value: 'bench' }]
    await codedeploy.send(new AddTagsToOnPremisesInstancesCommand({ instanceNames: [instanceName], tags }))
    hosts.push({
      identifier: iamSessionArn,
      credentials: {
        accessKeyId: keys?.AccessKeyId ?? '',
        secretAccessKey: keys?.SecretAccessKey ?? '',
        sessionToken: keys?.SessionToken ?? '',
      },
    })
  }
  await codedeploy.send(new CreateApplicationCommand({ applicationName: 'app' }))
  await codedeploy.send(
    new CreateDeploymentGroupCommand({
      applicationName: 'app',
      deploymentGroupName: 'group',
      serviceRoleArn,
      deploymentConfigName: 'CodeDeployDefault.AllAtOnce',
      onPremisesInstanceTagFilters: [{ Key: 'Fleet', Value: 'bench', Type: 'KEY_AND_VALUE' }],
    }),
  )
  return hosts
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

async function deploy(codedeploy: CodeDeployClient): Promise<number> {
  const { deploymentId } = await codedeploy.send(
    new CreateDeploymentCommand({
      applicationName: 'app',
      deploymentGroupName: 'group',
      revision: { revisionType: 'S3', s3Location: { bucket: 'none', key: 'none.tgz', bundleType: 'tgz' } },
    }),
  )
  const info = await until(
    'the deployment ends',
    async () => {
      const { deploymentInfo } = await codedeploy.send(new GetDeploymentCommand({ deploymentId }))
      return deploymentInfo?.completeTime ? deploymentInfo : undefined
    },
    { limit: 120_000 },
  )
  if (info.status !== 'Succeeded')
    throw new Error(`The deployment ended as ${info.status}: ${info.errorInformation?.message}`)
  return ((info.completeTime?.getTime() ?? 0) - (info.createTime?.getTime() ?? 0)) / 1000
}
