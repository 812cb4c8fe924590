import {
  BatchGetDeploymentGroupsCommand,
  CreateApplicationCommand,
  CreateDeploymentConfigCommand,
  CreateDeploymentGroupCommand,
  type CreateDeploymentGroupInput,
  DeleteDeploymentGroupCommand,
  GetDeploymentGroupCommand,
  ListDeploymentGroupsCommand,
  UpdateDeploymentGroupCommand,
  type UpdateDeploymentGroupInput,
} from '@aws-sdk/client-codedeploy'
import { expect, test } from 'vitest'
import { DeploymentGroups } from '../state/deployment-groups.ts'
import { type CodedeployServer, codedeployServer } from '../testing.ts'

const ROLE = 'arn:aws:iam::123456789012:role/CodeDeployRole'
const webFilter = { Key: 'Name', Value: 'web', Type: 'KEY_AND_VALUE' as const }

test('a group of which little is said has the defaults of AWS', async () => {
  await using server = await serverWithApplication()

  const { deploymentGroupId } = await create(server, { ec2TagFilters: [webFilter] })

  expect(await get(server)).toEqual({
    applicationName: 'web',
    deploymentGroupId,
    deploymentGroupName: 'live',
    deploymentConfigName: 'CodeDeployDefault.OneAtATime',
    ec2TagFilters: [webFilter],
    onPremisesTagSet: { onPremisesTagSetList: [] },
    autoScalingGroups: [],
    serviceRoleArn: ROLE,
    triggerConfigurations: [],
    autoRollbackConfiguration: { enabled: false },
    deploymentStyle: { deploymentType: 'IN_PLACE', deploymentOption: 'WITHOUT_TRAFFIC_CONTROL' },
    outdatedInstancesStrategy: 'UPDATE',
    computePlatform: 'Server',
    terminationHookEnabled: false,
  })
})

test('the last deployments and the target revision of a group are shown once there are any', async () => {
  await using server = await serverWithApplication()
  const { deploymentGroupId = '' } = await create(server)
  const gitHubLocation = { repository: 'team/web', commitId: 'a'.repeat(40) }
  const success = { deploymentId: 'd-1AAAAAAAA', status: 'Succeeded' as const, createTime: 1000, endTime: 2000 }
  const failure = { deploymentId: 'd-2AAAAAAAA', status: 'Failed' as const, createTime: 3000, endTime: 4000 }
  await server.store.transaction(async (db) => {
    const groups = new DeploymentGroups(db, { account: '123456789012', region: 'us-east-1' })
    await groups.recordSuccess(deploymentGroupId, success, { revisionType: 'GitHub', gitHubLocation })
    await groups.recordAttempt(deploymentGroupId, failure)
  })

  expect(await get(server)).toMatchObject({
    targetRevision: { revisionType: 'GitHub', gitHubLocation },
    lastSuccessfulDeployment: { deploymentId: 'd-1AAAAAAAA', status: 'Succeeded', endTime: new Date(2000) },
    lastAttemptedDeployment: { deploymentId: 'd-2AAAAAAAA', status: 'Failed', createTime: new Date(3000) },
  })
})

test('a group name that is taken in the application is refused', async () => {
  await using server = await serverWithApplication()
  await create(server)

  await expect(create(server)).rejects.toMatchObject({ name: 'DeploymentGroupAlreadyExistsException' })
})

test.each<[string, 'missing' | 'trust']>([
  ['does not exist', 'missing'],
  ['does not trust CodeDeploy', 'trust'],
])("a service role that %s is refused with AWS's text, and no group is made", async (_, answer) => {
  const asked: unknown[] = []
  const mayAssume = async (roleArn: string, { deploymentGroupArn }: { deploymentGroupArn: string }) => {
    asked.push({ roleArn, deploymentGroupArn })
    return answer
  }
  await using server = await serverWithApplication({ deps: { serviceRoles: { mayAssume } } })

  const refused = create(server)

  await expect(refused).rejects.toMatchObject({
    name: 'InvalidRoleException',
    message: `AWS CodeDeploy does not have the permissions required to assume the role ${ROLE}.`,
  })
  const { deploymentGroups } = await server.deploy.send(new ListDeploymentGroupsCommand({ applicationName: 'web' }))
  expect(deploymentGroups).toEqual([])
  const deploymentGroupArn = 'arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:web/live'
  expect(asked).toEqual([{ roleArn: ROLE, deploymentGroupArn }])
})

test('handing over a role needs iam:PassRole to CodeDeploy', async () => {
  await using server = await serverWithApplication({
    decide: (_, { action, resource, conditions }) => {
      const isHandOver = action === 'iam:PassRole' && resource === ROLE
      const isToCodeDeploy = conditions?.['iam:PassedToService'] === 'codedeploy.amazonaws.com'
      return isHandOver && isToCodeDeploy
        ? { allowed: false, reason: 'implicit-deny' }
        : { allowed: true, reason: 'allowed' }
    },
  })

  const answer = create(server)

  await expect(answer).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('iam:PassRole'),
  })
})

test.each<[string, Partial<CreateDeploymentGroupInput>, string]>([
  ['an unknown config', { deploymentConfigName: 'Nothing' }, 'DeploymentConfigDoesNotExistException'],
  ["another platform's config", { deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce' }, 'InvalidInputException'],
  ['a role ARN that is none', { serviceRoleArn: 'CodeDeployRole' }, 'InvalidRoleException'],
  ["another account's role", { serviceRoleArn: ROLE.replace('123456789012', '210987654321') }, 'InvalidRoleException'],
  ['no role', { serviceRoleArn: undefined }, 'RoleRequiredException'],
  ['no name', { deploymentGroupName: undefined }, 'DeploymentGroupNameRequiredException'],
  ['a bad name', { deploymentGroupName: 'a b' }, 'InvalidDeploymentGroupNameException'],
  ['an unknown application', { applicationName: 'other' }, 'ApplicationDoesNotExistException'],
  ['a bad tag', { tags: [{ Key: 'aws:x', Value: 'y' }] }, 'InvalidTagsToAddException'],
  ['a filter of no type', { ec2TagFilters: [{ ...webFilter, Type: 'X' as 'KEY_ONLY' }] }, 'InvalidEC2TagException'],
  ['an Auto Scaling group', { autoScalingGroups: ['fleet'] }, 'InvalidAutoScalingGroupException'],
])('a group with %s is refused', async (_, input, name) => {
  await using server = await serverWithApplication()

  await expect(create(server, input)).rejects.toMatchObject({ name })
})

test('an update keeps what it leaves out, replaces what it holds, and clears with an empty list', async () => {
  await using server = await serverWithApplication()
  const rollback = { enabled: true, events: ['DEPLOYMENT_FAILURE' as const] }
  await create(server, {
    ec2TagFilters: [webFilter],
    autoRollbackConfiguration: rollback,
    triggerConfigurations: [
      {
        triggerName: 'told',
        triggerTargetArn: 'arn:aws:sns:us-east-1:123456789012:told',
        triggerEvents: ['DeploymentStart'],
      },
    ],
  })

  const { hooksNotCleanedUp } = await update(server, {
    deploymentConfigName: 'CodeDeployDefault.AllAtOnce',
    triggerConfigurations: [],
  })

  expect(hooksNotCleanedUp).toEqual([])
  expect(await get(server)).toMatchObject({
    deploymentConfigName: 'CodeDeployDefault.AllAtOnce',
    triggerConfigurations: [],
    autoRollbackConfiguration: rollback,
    ec2TagFilters: [webFilter],
    serviceRoleArn: ROLE,
  })
})

test('a tag set takes the place of tag filters', async () => {
  await using server = await serverWithApplication()
  await create(server, { ec2TagFilters: [webFilter] })

  await update(server, { ec2TagSet: { ec2TagSetList: [[webFilter]] } })

  const group = await get(server)
  expect(group?.ec2TagSet).toEqual({ ec2TagSetList: [[webFilter]] })
  expect(group?.ec2TagFilters).toBeUndefined()
})

test('a rename keeps the id and frees the old name', async () => {
  await using server = await serverWithApplication()
  const { deploymentGroupId } = await create(server)

  await update(server, { newDeploymentGroupName: 'prod' })

  expect((await get(server, 'prod'))?.deploymentGroupId).toBe(deploymentGroupId)
  await expect(get(server, 'live')).rejects.toThrow('No Deployment Group found for name: live')
  await create(server)
  const clash = update(server, { newDeploymentGroupName: 'prod' })
  await expect(clash).rejects.toMatchObject({ name: 'DeploymentGroupAlreadyExistsException' })
})

test('an update that is refused changes nothing', async () => {
  await using server = await serverWithApplication()
  await create(server)
  const before = await get(server)

  const answer = update(server, { newDeploymentGroupName: 'prod', deploymentConfigName: 'Nothing' })

  await expect(answer).rejects.toThrow('No deployment configuration found for name: Nothing')
  expect(await get(server)).toEqual(before)
})

test('several groups are read at once; those that do not exist are named in the message', async () => {
  await using server = await serverWithApplication()
  await create(server)

  const { deploymentGroupsInfo, errorMessage } = await server.deploy.send(
    new BatchGetDeploymentGroupsCommand({ applicationName: 'web', deploymentGroupNames: ['gone', 'live'] }),
  )

  expect(deploymentGroupsInfo).toEqual([await get(server)])
  expect(errorMessage).toContain('gone')
})

test('deleting a group twice succeeds, also when its application is unknown', async () => {
  await using server = await serverWithApplication()
  await create(server)
  const remove = (applicationName: string) =>
    server.deploy.send(new DeleteDeploymentGroupCommand({ applicationName, deploymentGroupName: 'live' }))

  const answers = [await remove('web'), await remove('web'), await remove('other')]

  expect(answers.map((answer) => answer.hooksNotCleanedUp)).toEqual([[], [], []])
  await expect(get(server)).rejects.toMatchObject({ name: 'DeploymentGroupDoesNotExistException' })
})

test('an ECS service belongs to one group', async () => {
  await using server = await codedeployServer()
  await server.deploy.send(new CreateApplicationCommand({ applicationName: 'web', computePlatform: 'ECS' }))
  const ecsServices = [{ clusterName: 'c', serviceName: 's' }]
  await create(server, { ecsServices })

  const second = create(server, { deploymentGroupName: 'other', ecsServices })

  await expect(second).rejects.toMatchObject({ name: 'ECSServiceMappingLimitExceededException' })
  await update(server, { outdatedInstancesStrategy: 'IGNORE' })
  expect(await get(server)).toMatchObject({ computePlatform: 'ECS', ecsServices, outdatedInstancesStrategy: 'IGNORE' })
})

test('a group may deploy with a custom config', async () => {
  await using server = await serverWithApplication()
  await server.deploy.send(
    new CreateDeploymentConfigCommand({
      deploymentConfigName: 'Careful',
      minimumHealthyHosts: { type: 'HOST_COUNT', value: 2 },
    }),
  )

  await create(server, { deploymentConfigName: 'Careful' })

  expect((await get(server))?.deploymentConfigName).toBe('Careful')
})

async function serverWithApplication(options?: Parameters<typeof codedeployServer>[0]): Promise<CodedeployServer> {
  const server = await codedeployServer(options)
  await server.deploy.send(new CreateApplicationCommand({ applicationName: 'web' }))
  return server
}

function create(server: CodedeployServer, input: Partial<CreateDeploymentGroupInput> = {}) {
  const defaults = { applicationName: 'web', deploymentGroupName: 'live', serviceRoleArn: ROLE }
  return server.deploy.send(new CreateDeploymentGroupCommand({ ...defaults, ...input }))
}

function update(server: CodedeployServer, input: Partial<UpdateDeploymentGroupInput>) {
  const defaults = { applicationName: 'web', currentDeploymentGroupName: 'live' }
  return server.deploy.send(new UpdateDeploymentGroupCommand({ ...defaults, ...input }))
}

async function get(server: CodedeployServer, deploymentGroupName = 'live') {
  const command = new GetDeploymentGroupCommand({ applicationName: 'web', deploymentGroupName })
  return (await server.deploy.send(command)).deploymentGroupInfo
}
