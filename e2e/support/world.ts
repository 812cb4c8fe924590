import {
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentCommand,
  type CreateDeploymentCommandInput,
  CreateDeploymentGroupCommand,
  type DeploymentInfo,
  GetDeploymentCommand,
  type InstanceTarget,
} from '@aws-sdk/client-codedeploy'
import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2'
import { IAMClient } from '@aws-sdk/client-iam'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { type ControlPlane, startControlPlane, until } from '@towpath/testkit'
import { type Files, tgz } from './bundle.ts'
import { createInstanceRole, createRole } from './roles.ts'
import { targetsOf } from './targets.ts'

/** A control plane with roles, instances, an application and a group, ready to deploy. */
export interface World extends AsyncDisposable {
  plane: ControlPlane
  iam: IAMClient
  ec2: EC2Client
  s3: S3Client
  codedeploy: CodeDeployClient
  instanceIds: string[]
  /** Uploads a revision and starts a deployment of it. */
  begin(files: Files, more?: Partial<CreateDeploymentCommandInput> & { plain?: string[] }): Promise<string>
  /** Waits for a deployment to end. */
  ended(deploymentId: string, limit?: number): Promise<Outcome>
  /** `begin` and `ended`. */
  deploy(files: Files, more?: Partial<CreateDeploymentCommandInput> & { plain?: string[] }): Promise<Outcome>
}

export interface Outcome {
  id: string
  info: DeploymentInfo
  targets: InstanceTarget[]
}

export const BUCKET = 'bundles'
const TAG = { Key: 'Fleet', Value: 'e2e' }
const ENDED = ['Succeeded', 'Failed', 'Stopped']

export interface WorldOptions {
  instances?: number
  driver?: 'auto' | 'sandbox' | 'process'
  /** Address that the control plane listens on; loopback unless said otherwise. */
  host?: string
  deploymentConfigName?: string
  /** What the control plane is told besides the root key. */
  environment?: Record<string, string>
  /** In front of the control plane's program. */
  wrapper?: string[]
}

export async function world(options: WorldOptions = {}): Promise<World> {
  const { driver = 'process', host, environment, wrapper } = options
  const plane = await startControlPlane({ driver, host, environment, wrapper })
  const [iam, ec2, codedeploy] = [
    new IAMClient(plane.client),
    new EC2Client(plane.client),
    new CodeDeployClient(plane.client),
  ]
  const s3 = new S3Client({ ...plane.client, forcePathStyle: true })
  let revisions = 0

  async function begin(
    files: Files,
    more: Partial<CreateDeploymentCommandInput> & { plain?: string[] } = {},
  ): Promise<string> {
    const { plain, ...rest } = more
    const key = `revision-${++revisions}.tgz`
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: await tgz(files, { plain }) }))
    const { deploymentId = '' } = await codedeploy.send(
      new CreateDeploymentCommand({
        applicationName: 'app',
        deploymentGroupName: 'group',
        revision: { revisionType: 'S3', s3Location: { bucket: BUCKET, key, bundleType: 'tgz' } },
        ...rest,
      }),
    )
    return deploymentId
  }

  async function ended(deploymentId: string, limit = 60_000): Promise<Outcome> {
    let seen: DeploymentInfo | undefined
    const info = await until(
      `deployment ${deploymentId} ends`,
      async () => {
        seen = (await codedeploy.send(new GetDeploymentCommand({ deploymentId }))).deploymentInfo
        return ENDED.includes(seen?.status ?? '') ? seen : undefined
      },
      {
        limit,
        describe: () => ({ status: seen?.status, overview: seen?.deploymentOverview, log: plane.log().slice(-3000) }),
      },
    )
    return { id: deploymentId, info, targets: await targetsOf(codedeploy, deploymentId) }
  }

  try {
    const serviceRoleArn = await createRole(iam, 'CodeDeployRole', 'codedeploy.amazonaws.com', [
      'service-role/AWSCodeDeployRole',
    ])
    await createInstanceRole(iam, 'instances', ['service-role/AmazonEC2RoleforAWSCodeDeploy'])
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
    await codedeploy.send(new CreateApplicationCommand({ applicationName: 'app' }))
    await codedeploy.send(
      new CreateDeploymentGroupCommand({
        applicationName: 'app',
        deploymentGroupName: 'group',
        serviceRoleArn,
        deploymentConfigName: options.deploymentConfigName ?? 'CodeDeployDefault.AllAtOnce',
        ec2TagFilters: [{ ...TAG, Type: 'KEY_AND_VALUE' }],
      }),
    )
    const instanceIds = await launch(ec2, options.instances ?? 1)
    return {
      plane,
      iam,
      ec2,
      s3,
      codedeploy,
      instanceIds,
      begin,
      ended,
      deploy: async (files, more) => ended(await begin(files, more)),
      [Symbol.asyncDispose]: () => plane[Symbol.asyncDispose](),
    }
  } catch (error) {
    await plane[Symbol.asyncDispose]()
    throw error
  }
}

async function launch(ec2: EC2Client, count: number): Promise<string[]> {
  if (count === 0) return []
  const { Instances = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId: 'ami-towpath',
      MinCount: count,
      MaxCount: count,
      IamInstanceProfile: { Name: 'instances' },
      TagSpecifications: [{ ResourceType: 'instance', Tags: [TAG] }],
    }),
  )
  return Instances.flatMap((instance) => instance.InstanceId ?? [])
}
