import {
  BatchGetDeploymentInstancesCommand,
  BatchGetDeploymentsCommand,
  BatchGetDeploymentTargetsCommand,
  type CodeDeployClient,
  ContinueDeploymentCommand,
  CreateApplicationCommand,
  CreateDeploymentCommand,
  CreateDeploymentGroupCommand,
  GetDeploymentCommand,
  GetDeploymentInstanceCommand,
  GetDeploymentTargetCommand,
  ListDeploymentInstancesCommand,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
  PutLifecycleEventHookExecutionStatusCommand,
  SkipWaitTimeForInstanceTerminationCommand,
  StopDeploymentCommand,
  UpdateApplicationCommand,
} from '@aws-sdk/client-codedeploy'
import { ACCOUNT } from '@towpath/wire/testing/wire-server.ts'
import { describe, expect, test } from 'vitest'
import { Applications } from '../state/applications.ts'
import { DeploymentGroups } from '../state/deployment-groups.ts'
import { type Deployment, Deployments } from '../state/deployments.ts'
import { Targets } from '../state/targets.ts'
import { type CodedeployServer, codedeployServer } from '../testing.ts'

const PLACE = { account: ACCOUNT, region: 'us-east-1' }
const ROLE = `arn:aws:iam::${ACCOUNT}:role/CodeDeployRole`
const S3 = { revisionType: 'S3' as const, s3Location: { bucket: 'bundles', key: 'a.zip', bundleType: 'zip' as const } }
const RUNNING = 'd-RUNNING01'
const ENDED = 'd-ENDED0001'
const NEW = 'd-NEW000001'

/** Application `web` and group `fleet` with one deployment that has ended, and one that runs on two targets. */
async function fixture(more: object = {}): Promise<CodedeployServer> {
  const server = await codedeployServer()
  await server.deploy.send(new CreateApplicationCommand({ applicationName: 'web' }))
  const group = { applicationName: 'web', deploymentGroupName: 'fleet', serviceRoleArn: ROLE, ...more }
  await server.deploy.send(new CreateDeploymentGroupCommand(group))
  await server.store.transaction(async (db) => {
    const application = await new Applications(db, PLACE).find('web')
    const fleet = application && (await new DeploymentGroups(db, PLACE).find(application.id, 'fleet'))
    if (!application || !fleet) throw new Error('The fixture is not there')
    const deployments = new Deployments(db, PLACE)
    const deployment = (id: string, createdAt: number): Deployment => ({
      ...PLACE,
      id,
      applicationId: application.id,
      applicationName: 'web',
      groupId: fleet.id,
      groupName: 'fleet',
      status: 'Created',
      creator: 'user',
      createdAt,
      request: {
        deploymentConfigName: 'CodeDeployDefault.OneAtATime',
        revision: S3,
        ignoreApplicationStopFailures: false,
        updateOutdatedInstancesOnly: false,
        fileExistsBehavior: 'DISALLOW',
        settings: fleet.settings,
      },
    })
    await deployments.create(deployment(ENDED, 1000))
    const error = { code: 'NO_INSTANCES', message: 'none' } as const
    await deployments.recordProgress(ENDED, { status: 'Failed', completedAt: 2000, error })
    await deployments.create(deployment(RUNNING, 3000))
    await deployments.recordProgress(RUNNING, { status: 'InProgress', startedAt: 4000 })
    await deployments.create({ ...deployment(NEW, 5000), groupId: 'another' })
    const target = (position: number, status: 'Pending' | 'InProgress') => ({
      deploymentId: RUNNING,
      position,
      targetId: `i-${position}`,
      targetArn: `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/i-${position}`,
      hostIdentifier: `host-${position}`,
      zone: '',
      status,
      events: [{ name: 'ApplicationStop', status: 'Pending' as const }],
      updatedAt: 4000,
    })
    await new Targets(db, PLACE).insertAll([target(0, 'InProgress'), target(1, 'Pending')])
  })
  return server
}

describe('reading deployments', () => {
  test('a failed deployment shows its error, and an empty rollbackInfo', async () => {
    await using server = await fixture()

    const { deploymentInfo } = await server.deploy.send(new GetDeploymentCommand({ deploymentId: ENDED }))

    expect(deploymentInfo).toMatchObject({
      deploymentId: ENDED,
      applicationName: 'web',
      deploymentGroupName: 'fleet',
      status: 'Failed',
      errorInformation: { code: 'NO_INSTANCES' },
      rollbackInfo: {},
      creator: 'user',
      revision: S3,
      computePlatform: 'Server',
      autoRollbackConfiguration: { enabled: false },
      createTime: new Date(1000),
      completeTime: new Date(2000),
    })
    expect(deploymentInfo?.deploymentOverview).toBeUndefined()
  })

  test('a running deployment shows how its targets stand', async () => {
    await using server = await fixture()

    const { deploymentInfo } = await server.deploy.send(new GetDeploymentCommand({ deploymentId: RUNNING }))

    expect(deploymentInfo?.deploymentOverview).toMatchObject({ Pending: 1, InProgress: 1, Succeeded: 0 })
    expect(deploymentInfo?.rollbackInfo).toBeUndefined()
  })

  test('history stays with an application that is renamed', async () => {
    await using server = await fixture()

    await server.deploy.send(new UpdateApplicationCommand({ applicationName: 'web', newApplicationName: 'shop' }))

    const { deploymentInfo } = await server.deploy.send(new GetDeploymentCommand({ deploymentId: ENDED }))
    expect(deploymentInfo?.applicationName).toBe('shop')
  })

  test('a batch leaves unknown ids out and keeps the order asked for', async () => {
    await using server = await fixture()

    const { deploymentsInfo } = await server.deploy.send(
      new BatchGetDeploymentsCommand({ deploymentIds: [RUNNING, 'd-UNKNOWN01', ENDED] }),
    )

    expect(deploymentsInfo?.map(({ deploymentId }) => deploymentId)).toEqual([RUNNING, ENDED])
  })

  test.each<[object, string[]]>([
    [{}, [NEW, RUNNING, ENDED]],
    [{ applicationName: 'web', deploymentGroupName: 'fleet' }, [RUNNING, ENDED]],
    [{ includeOnlyStatuses: ['Failed'] }, [ENDED]],
    [{ createTimeRange: { start: new Date(3000) } }, [NEW, RUNNING]],
    [{ createTimeRange: { end: new Date(3000) } }, [RUNNING, ENDED]],
    [{ externalId: 'x' }, []],
  ])('ListDeployments with %j', async (input, ids) => {
    await using server = await fixture()

    expect((await server.deploy.send(new ListDeploymentsCommand(input))).deployments).toEqual(ids)
  })
})

describe('reading targets', () => {
  test('they are listed in the order of deploying', async () => {
    await using server = await fixture()
    const { targetIds } = await server.deploy.send(new ListDeploymentTargetsCommand({ deploymentId: RUNNING }))
    const { instancesList } = await server.deploy.send(
      new ListDeploymentInstancesCommand({ deploymentId: RUNNING, instanceStatusFilter: ['Pending'] }),
    )

    expect(targetIds).toEqual(['i-0', 'i-1'])
    expect(instancesList).toEqual(['i-1'])
  })

  test('a batch of targets keeps the order asked for', async () => {
    await using server = await fixture()

    const { deploymentTargets } = await server.deploy.send(
      new BatchGetDeploymentTargetsCommand({ deploymentId: RUNNING, targetIds: ['i-1', 'i-0'] }),
    )

    expect(deploymentTargets?.map(({ instanceTarget }) => instanceTarget?.targetId)).toEqual(['i-1', 'i-0'])
    expect(deploymentTargets?.[0]).toMatchObject({
      deploymentTargetType: 'InstanceTarget',
      instanceTarget: { lifecycleEvents: [{ lifecycleEventName: 'ApplicationStop', status: 'Pending' }] },
    })
  })

  test('the deprecated forms show the whole ARN, and name unknown instances', async () => {
    await using server = await fixture()

    const { instanceSummary } = await server.deploy.send(
      new GetDeploymentInstanceCommand({ deploymentId: RUNNING, instanceId: 'i-0' }),
    )
    const batch = await server.deploy.send(
      new BatchGetDeploymentInstancesCommand({ deploymentId: RUNNING, instanceIds: ['i-0', 'i-9'] }),
    )

    expect(instanceSummary?.instanceId).toBe(`arn:aws:ec2:us-east-1:${ACCOUNT}:instance/i-0`)
    expect(batch.instancesSummary).toHaveLength(1)
    expect(batch.errorMessage).toContain('i-9')
  })
})

type Send = (deploy: CodeDeployClient) => Promise<unknown>

test.each<[string, Send]>([
  ['DeploymentDoesNotExistException', (d) => d.send(new GetDeploymentCommand({ deploymentId: 'd-UNKNOWN01' }))],
  ['InvalidDeploymentIdException', (d) => d.send(new GetDeploymentCommand({ deploymentId: 'x' }))],
  ['DeploymentIdRequiredException', (d) => d.send(new GetDeploymentCommand({ deploymentId: undefined }))],
  ['DeploymentIdRequiredException', (d) => d.send(new BatchGetDeploymentsCommand({ deploymentIds: [] }))],
  [
    'BatchLimitExceededException',
    (d) => d.send(new BatchGetDeploymentsCommand({ deploymentIds: Array(101).fill(ENDED) })),
  ],
  ['DeploymentGroupNameRequiredException', (d) => d.send(new ListDeploymentsCommand({ applicationName: 'web' }))],
  ['ApplicationNameRequiredException', (d) => d.send(new ListDeploymentsCommand({ deploymentGroupName: 'fleet' }))],
  [
    'InvalidDeploymentStatusException',
    (d) => d.send(new ListDeploymentsCommand({ includeOnlyStatuses: ['Lost' as never] })),
  ],
  [
    'InvalidTimeRangeException',
    (d) => d.send(new ListDeploymentsCommand({ createTimeRange: { start: new Date(2000), end: new Date(1000) } })),
  ],
  ['InvalidNextTokenException', (d) => d.send(new ListDeploymentsCommand({ nextToken: 'mine' }))],
  ['DeploymentNotStartedException', (d) => d.send(new ListDeploymentTargetsCommand({ deploymentId: NEW }))],
  [
    'InvalidTargetFilterNameException',
    (d) =>
      d.send(new ListDeploymentTargetsCommand({ deploymentId: RUNNING, targetFilters: { Color: ['x'] } as never })),
  ],
  [
    'InvalidInstanceTypeException',
    (d) => d.send(new ListDeploymentInstancesCommand({ deploymentId: RUNNING, instanceTypeFilter: ['Red' as never] })),
  ],
  [
    'InvalidDeploymentInstanceTypeException',
    (d) => d.send(new ListDeploymentInstancesCommand({ deploymentId: RUNNING, instanceTypeFilter: ['Blue'] })),
  ],
  [
    'DeploymentTargetDoesNotExistException',
    (d) => d.send(new GetDeploymentTargetCommand({ deploymentId: RUNNING, targetId: 'i-9' })),
  ],
  [
    'InvalidDeploymentTargetIdException',
    (d) => d.send(new GetDeploymentTargetCommand({ deploymentId: RUNNING, targetId: 'a/b' })),
  ],
  [
    'DeploymentTargetIdRequiredException',
    (d) => d.send(new BatchGetDeploymentTargetsCommand({ deploymentId: RUNNING, targetIds: [] })),
  ],
  [
    'InstanceDoesNotExistException',
    (d) => d.send(new GetDeploymentInstanceCommand({ deploymentId: RUNNING, instanceId: 'i-9' })),
  ],
  ['DeploymentAlreadyCompletedException', (d) => d.send(new StopDeploymentCommand({ deploymentId: ENDED }))],
  ['DeploymentAlreadyCompletedException', (d) => d.send(new ContinueDeploymentCommand({ deploymentId: ENDED }))],
  [
    'UnsupportedActionForDeploymentTypeException',
    (d) => d.send(new ContinueDeploymentCommand({ deploymentId: RUNNING })),
  ],
  [
    'InvalidDeploymentWaitTypeException',
    (d) => d.send(new ContinueDeploymentCommand({ deploymentId: RUNNING, deploymentWaitType: 'X' as never })),
  ],
  [
    'UnsupportedActionForDeploymentTypeException',
    (d) => d.send(new SkipWaitTimeForInstanceTerminationCommand({ deploymentId: RUNNING })),
  ],
  [
    'UnsupportedActionForDeploymentTypeException',
    (d) => d.send(new PutLifecycleEventHookExecutionStatusCommand({ deploymentId: RUNNING, status: 'Succeeded' })),
  ],
])('%s', async (name, send) => {
  await using server = await fixture()

  await expect(send(server.deploy)).rejects.toMatchObject({ name })
})

test.each<[string, object, string]>([
  [
    'blue/green deployments',
    {
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      loadBalancerInfo: { targetGroupInfoList: [{ name: 'tg' }] },
    },
    'InvalidInputException',
  ],
  [
    'deployments behind a load balancer',
    {
      deploymentStyle: { deploymentType: 'IN_PLACE', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      loadBalancerInfo: { targetGroupInfoList: [{ name: 'tg' }] },
    },
    'InvalidLoadBalancerInfoException',
  ],
])('%s are refused at once, with a reason', async (_, settings, name) => {
  await using server = await fixture(settings)
  const input = { applicationName: 'web', deploymentGroupName: 'fleet', revision: S3 }

  await expect(server.deploy.send(new CreateDeploymentCommand(input))).rejects.toMatchObject({ name })
})

test('deployments to other platforms are refused at once, with a reason', async () => {
  await using server = await codedeployServer()
  await server.deploy.send(new CreateApplicationCommand({ applicationName: 'fn', computePlatform: 'Lambda' }))
  const group = {
    applicationName: 'fn',
    deploymentGroupName: 'g',
    serviceRoleArn: ROLE,
    deploymentStyle: { deploymentType: 'BLUE_GREEN' as const, deploymentOption: 'WITH_TRAFFIC_CONTROL' as const },
  }
  await server.deploy.send(new CreateDeploymentGroupCommand(group))

  const creating = server.deploy.send(
    new CreateDeploymentCommand({ applicationName: 'fn', deploymentGroupName: 'g', revision: S3 }),
  )

  await expect(creating).rejects.toThrow('Lambda compute platform are not served here')
})
