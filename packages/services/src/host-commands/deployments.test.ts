import {
  CreateDeploymentConfigCommand,
  type CreateDeploymentInput,
  DeleteApplicationCommand,
  ListDeploymentTargetsCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy'
import { databases } from '@towpath/storage/testing.ts'
import { describe, expect, test } from 'vitest'
import { type ControlPlane, controlPlane, hostIdentifier } from './testing.ts'
import {
  acknowledge,
  complete,
  deploy,
  deploymentOnce,
  ended,
  GITHUB_REVISION,
  poll,
  S3_REVISION,
  targetOf,
  work,
} from './testing-host.ts'

test.each(databases)(
  'on $name a deployment goes to its host event by event, and no-ops are done with their acknowledgement',
  async (kind) => {
    await using plane = await controlPlane(kind)
    const [host = ''] = plane.launch(1)
    await plane.group()

    const id = await deploy(plane)
    const ran = await work(plane.agent(host), host)

    expect(ran).toEqual(['DownloadBundle', 'Install'])
    const info = await ended(plane, id)
    expect(info).toMatchObject({
      status: 'Succeeded',
      creator: 'user',
      deploymentOverview: { Pending: 0, InProgress: 0, Succeeded: 1, Failed: 0, Skipped: 0 },
    })
    const target = await targetOf(plane, id, host)
    expect(target).toMatchObject({ status: 'Succeeded', targetArn: hostIdentifier(host) })
    expect(target?.lifecycleEvents?.map((event) => event.lifecycleEventName)).toEqual([
      'ApplicationStop',
      'DownloadBundle',
      'BeforeInstall',
      'Install',
      'AfterInstall',
      'ApplicationStart',
      'ValidateService',
    ])
    expect(target?.lifecycleEvents?.every((event) => event.diagnostics?.message === 'Succeeded')).toBe(true)
  },
)

test('a failing event carries its diagnostics, the rest is skipped and the other hosts are left alone', async () => {
  await using plane = await controlPlane()
  const hosts = plane.launch(3)
  await plane.group()

  const id = await deploy(plane)
  const first = await Promise.race(
    hosts.map(async (host) => {
      const agent = plane.agent(host)
      const { HostCommand } = await agent.call('PollHostCommand', { HostIdentifier: hostIdentifier(host) })
      if (!HostCommand) return new Promise<never>(() => {})
      await acknowledge(agent, HostCommand, true)
      await work(agent, host, 'BeforeInstall')
      return host
    }),
  )

  const info = await ended(plane, id)
  expect(info).toMatchObject({
    status: 'Failed',
    errorInformation: { code: 'HEALTH_CONSTRAINTS' },
    deploymentOverview: { Succeeded: 0, Failed: 1, Skipped: 2 },
    rollbackInfo: {},
  })
  const target = await targetOf(plane, id, first)
  expect(target?.lifecycleEvents?.map((event) => event.status)).toEqual([
    'Succeeded',
    'Succeeded',
    'Failed',
    'Skipped',
    'Skipped',
    'Skipped',
    'Skipped',
  ])
  expect(target?.lifecycleEvents?.[2]?.diagnostics).toEqual({
    errorCode: 'ScriptFailed',
    scriptName: 'a.sh',
    message: 'exit 3',
    logTail: 'x',
  })
}, 30_000)

test.each(databases)(
  'on $name a failed deployment is rolled back to the last revision that succeeded',
  async (kind) => {
    await using plane = await controlPlane(kind)
    const [host = ''] = plane.launch(1)
    const agent = plane.agent(host)
    await plane.group('CodeDeployDefault.AllAtOnce', {
      autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
    })
    await deploy(plane, { fileExistsBehavior: 'OVERWRITE' })
    await work(agent, host)
    const second = { ...S3_REVISION, s3Location: { ...S3_REVISION.s3Location, key: 'second.zip' } }

    const failing = await deploy(plane, { revision: second })
    await work(agent, host, 'AfterInstall')
    const failed = await ended(plane, failing)
    const rollbackId = failed.rollbackInfo?.rollbackDeploymentId ?? ''
    await work(agent, host)

    expect(failed.rollbackInfo?.rollbackMessage).toBe(
      `Deployment ${failing} terminated. Automatic rollback is triggered with a DeploymentId ${rollbackId}.`,
    )
    expect(await ended(plane, rollbackId)).toMatchObject({
      status: 'Succeeded',
      creator: 'codeDeployRollback',
      revision: S3_REVISION,
      fileExistsBehavior: 'OVERWRITE',
      rollbackInfo: {
        rollbackTriggeringDeploymentId: failing,
        rollbackMessage: `Deployment ${rollbackId} is triggered to roll back deployment ${failing}.`,
      },
    })
  },
)

describe('before any host is touched a deployment fails', () => {
  test.each<[string, (plane: ControlPlane) => void, string, string]>([
    ['without instances', (plane) => plane.world.instances.clear(), 'NO_INSTANCES', 'no instances were found'],
    ['without its role', ({ world }) => Object.assign(world, { role: 'missing' }), 'IAM_ROLE_MISSING', 'fleet'],
    [
      'when the role does not trust CodeDeploy',
      ({ world }) => Object.assign(world, { role: 'trust' }),
      'IAM_ROLE_PERMISSIONS',
      'permissions required to assume the role',
    ],
    [
      'when the role may not describe instances',
      ({ world }) => Object.assign(world, { role: 'no-describe-instances' }),
      'IAM_ROLE_PERMISSIONS',
      'following AWS service: AmazonEC2.',
    ],
  ])('%s', async (_, prepare, code, message) => {
    await using plane = await controlPlane()
    plane.launch(1)
    await plane.group()
    prepare(plane)

    const info = await ended(plane, await deploy(plane))

    expect(info).toMatchObject({ status: 'Failed', errorInformation: { code } })
    expect(info.errorInformation?.message).toContain(message)
    expect(info.startTime).toBeUndefined()
  })

  test('when a commit does not exist', async () => {
    await using plane = await controlPlane()
    plane.launch(1)
    await plane.group()
    plane.world.bundle = { refused: 'missing', message: 'o/r has no commit 0123' }

    const info = await ended(plane, await deploy(plane, { revision: GITHUB_REVISION }))

    expect(info).toMatchObject({
      status: 'Failed',
      errorInformation: { code: 'REVISION_MISSING', message: 'o/r has no commit 0123' },
      deploymentOverview: { Skipped: 1 },
    })
  })
})

test('a group has one deployment at a time, and the refusal names it', async () => {
  await using plane = await controlPlane()
  plane.launch(1)
  await plane.group()
  const id = await deploy(plane)

  await expect(deploy(plane)).rejects.toThrow(`The Deployment Group 'fleet' already has an active Deployment '${id}'`)
})

test('stopping waits for what runs on a host and hands nothing more out', async () => {
  await using plane = await controlPlane()
  const [host = ''] = plane.launch(1)
  await plane.group()
  const agent = plane.agent(host)
  const id = await deploy(plane)
  const command = await poll(agent, host)
  await acknowledge(agent, command)

  const stop = new StopDeploymentCommand({ deploymentId: id })
  expect(await plane.deploy.send(stop)).toMatchObject({ status: 'Pending' })
  await complete(agent, command)

  expect(await ended(plane, id)).toMatchObject({
    status: 'Stopped',
    errorInformation: { code: 'MANUAL_STOP' },
    deploymentOverview: { Failed: 1 },
  })
  await expect(plane.deploy.send(stop)).rejects.toThrow('already ended')
})

test('a deployment that nobody has picked up is stopped at once, and its targets are skipped', async () => {
  await using plane = await controlPlane()
  const [host = ''] = plane.launch(1)
  await plane.group()
  const id = await deploy(plane)
  const command = await poll(plane.agent(host), host)

  await plane.deploy.send(new StopDeploymentCommand({ deploymentId: id }))

  expect(await ended(plane, id)).toMatchObject({ status: 'Stopped', deploymentOverview: { Skipped: 1 } })
  expect(await acknowledge(plane.agent(host), command)).toEqual({ CommandStatus: 'Failed' })
})

test('with a zonal config one zone is deployed before the next', async () => {
  await using plane = await controlPlane()
  const [first = '', second = ''] = plane.launch(2)
  plane.world.instances.set(first, { role: 'web', zone: 'us-east-1b', tags: [{ Key: 'fleet', Value: 'web' }] })
  await plane.deploy.send(
    new CreateDeploymentConfigCommand({
      deploymentConfigName: 'zonal',
      minimumHealthyHosts: { type: 'HOST_COUNT', value: 0 },
      zonalConfig: { monitorDurationInSeconds: 0 },
    }),
  )
  await plane.group('zonal')
  const id = await deploy(plane)
  const later = work(plane.agent(first), first)

  await work(plane.agent(second), second)
  await later

  expect(await ended(plane, id)).toMatchObject({ status: 'Succeeded', deploymentOverview: { Succeeded: 2 } })
  const [a, b] = [await targetOf(plane, id, second), await targetOf(plane, id, first)]
  const endOfA = a?.lifecycleEvents?.at(-1)?.endTime?.getTime() ?? Number.POSITIVE_INFINITY
  expect(b?.lifecycleEvents?.[0]?.startTime?.getTime()).toBeGreaterThanOrEqual(endOfA)
})

test('deleting an application stops its deployments, and their hosts are given nothing more', async () => {
  await using plane = await controlPlane()
  const [host = ''] = plane.launch(1)
  await plane.group()
  const agent = plane.agent(host)
  const id = await deploy(plane)
  const command = await poll(agent, host)
  await acknowledge(agent, command)

  await plane.deploy.send(new DeleteApplicationCommand({ applicationName: 'web' }))
  await expect(poll(agent, host, AbortSignal.timeout(300))).rejects.toThrow('aborted')
  await complete(agent, command)
  expect(await plane.engine.read(plane.store.db, `codedeploy.deployment/${id}`)).toMatchObject({ done: true })
})

test('targets are listed by status', async () => {
  await using plane = await controlPlane()
  const hosts = plane.launch(2)
  await plane.group()
  const id = await deploy(plane)
  const withStatus = (status: string) =>
    new ListDeploymentTargetsCommand({ deploymentId: id, targetFilters: { TargetStatus: [status] } })
  await deploymentOnce(plane, id, ({ deploymentOverview }) => deploymentOverview !== undefined)

  expect((await plane.deploy.send(withStatus('Pending'))).targetIds?.sort()).toEqual(hosts)
  expect((await plane.deploy.send(withStatus('Failed'))).targetIds).toEqual([])
  await expect(plane.deploy.send(withStatus('Lost'))).rejects.toMatchObject({ name: 'InvalidInstanceStatusException' })
})

test.each<[string, Partial<CreateDeploymentInput>, object, string]>([
  ['no revision', { revision: undefined }, {}, 'RevisionRequiredException'],
  ['an unknown config', { deploymentConfigName: 'none' }, {}, 'DeploymentConfigDoesNotExistException'],
  ['an unknown group', { deploymentGroupName: 'none' }, {}, 'DeploymentGroupDoesNotExistException'],
  ['an unknown behaviour', { fileExistsBehavior: 'KEEP' as never }, {}, 'InvalidFileExistsBehaviorException'],
  [
    'target instances for an in-place deployment',
    { targetInstances: { tagFilters: [] } },
    {},
    'InvalidTargetInstancesException',
  ],
  ['a long description', { description: 'x'.repeat(257) }, {}, 'DescriptionTooLongException'],
])('refused is %s', async (_, input, group, code) => {
  await using plane = await controlPlane()
  await plane.group(undefined, group)

  await expect(deploy(plane, input)).rejects.toMatchObject({ name: code })
})

test.each(databases)(
  'a fleet that is deployed all at once succeeds as a whole ($name)',
  { timeout: 60_000 },
  async (kind) => {
    await using plane = await controlPlane(kind)
    const hosts = plane.launch(20)
    await plane.group('CodeDeployDefault.AllAtOnce')

    const id = await deploy(plane)
    await Promise.all(hosts.map((host) => work(plane.agent(host), host)))

    expect(await ended(plane, id)).toMatchObject({ status: 'Succeeded', deploymentOverview: { Succeeded: 20 } })
    const { targetIds } = await plane.deploy.send(new ListDeploymentTargetsCommand({ deploymentId: id }))
    expect(targetIds?.sort()).toEqual(hosts)
  },
)
