import {
  CreateApplicationCommand,
  CreateDeploymentConfigCommand,
  type CreateDeploymentConfigInput,
  CreateDeploymentGroupCommand,
  DeleteDeploymentConfigCommand,
  GetDeploymentConfigCommand,
  ListDeploymentConfigsCommand,
} from '@aws-sdk/client-codedeploy'
import { expect, test } from 'vitest'
import { PREDEFINED_DEPLOYMENT_CONFIGS } from '../rules/predefined-deployment-configs.ts'
import { type CodedeployServer, codedeployServer } from '../testing.ts'

const minimumHealthyHosts = { type: 'FLEET_PERCENT' as const, value: 75 }

test('the predefined configs are there without being made', async () => {
  await using server = await codedeployServer()

  const { deploymentConfigsList } = await server.deploy.send(new ListDeploymentConfigsCommand({}))

  expect(deploymentConfigsList).toHaveLength(17)
  expect(deploymentConfigsList).toEqual([...PREDEFINED_DEPLOYMENT_CONFIGS.keys()].sort())
})

test('OneAtATime shows the type of minimum that only AWS can set', async () => {
  await using server = await codedeployServer()

  expect(await get(server, 'CodeDeployDefault.OneAtATime')).toEqual({
    deploymentConfigId: '00000000-0000-0000-0000-000000000001',
    deploymentConfigName: 'CodeDeployDefault.OneAtATime',
    minimumHealthyHosts: { type: 'MOST_CONCURRENCY', value: 1 },
    createTime: expect.any(Date),
    computePlatform: 'Server',
  })
})

test('a custom config is kept with all that it says', async () => {
  await using server = await codedeployServer()
  const zonalConfig = {
    firstZoneMonitorDurationInSeconds: 60,
    monitorDurationInSeconds: 30,
    minimumHealthyHostsPerZone: { type: 'FLEET_PERCENT' as const, value: 50 },
  }

  const { deploymentConfigId } = await create(server, { minimumHealthyHosts, zonalConfig })

  expect(await get(server, 'Careful')).toEqual({
    deploymentConfigId,
    deploymentConfigName: 'Careful',
    minimumHealthyHosts,
    zonalConfig,
    createTime: expect.any(Date),
    computePlatform: 'Server',
  })
  const { deploymentConfigsList } = await server.deploy.send(new ListDeploymentConfigsCommand({}))
  expect(deploymentConfigsList?.[0]).toBe('Careful')
})

test('a config is never changed: a name that is taken is refused', async () => {
  await using server = await codedeployServer()
  await create(server, { minimumHealthyHosts })

  await expect(create(server, { minimumHealthyHosts })).rejects.toMatchObject({
    name: 'DeploymentConfigAlreadyExistsException',
  })
})

test('a custom config that no group uses can be deleted, twice', async () => {
  await using server = await codedeployServer()
  await create(server, { minimumHealthyHosts })

  await remove(server, 'Careful')
  await remove(server, 'Careful')

  await expect(get(server, 'Careful')).rejects.toThrow('No deployment configuration found for name: Careful')
})

test('a config that a group uses is not deleted', async () => {
  await using server = await codedeployServer()
  await create(server, { minimumHealthyHosts })
  await server.deploy.send(new CreateApplicationCommand({ applicationName: 'web' }))
  await server.deploy.send(
    new CreateDeploymentGroupCommand({
      applicationName: 'web',
      deploymentGroupName: 'live',
      serviceRoleArn: 'arn:aws:iam::123456789012:role/CodeDeployRole',
      deploymentConfigName: 'Careful',
    }),
  )

  await expect(remove(server, 'Careful')).rejects.toMatchObject({ name: 'DeploymentConfigInUseException' })
  expect((await get(server, 'Careful'))?.deploymentConfigName).toBe('Careful')
})

test('a predefined config is not deleted', async () => {
  await using server = await codedeployServer()

  const answer = remove(server, 'CodeDeployDefault.AllAtOnce')

  await expect(answer).rejects.toMatchObject({ name: 'InvalidOperationException' })
})

function create(server: CodedeployServer, input: Partial<CreateDeploymentConfigInput>) {
  return server.deploy.send(new CreateDeploymentConfigCommand({ deploymentConfigName: 'Careful', ...input }))
}

async function get(server: CodedeployServer, deploymentConfigName: string) {
  return (await server.deploy.send(new GetDeploymentConfigCommand({ deploymentConfigName }))).deploymentConfigInfo
}

function remove(server: CodedeployServer, deploymentConfigName: string) {
  return server.deploy.send(new DeleteDeploymentConfigCommand({ deploymentConfigName }))
}
