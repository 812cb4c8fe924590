import {
  CreateApplicationCommand,
  CreateDeploymentConfigCommand,
  CreateDeploymentGroupCommand,
  GetApplicationCommand,
} from '@aws-sdk/client-codedeploy'
import { expect, test } from 'vitest'
import { defaultSettings } from '../rules/deployment-group-settings.ts'
import { QUOTAS } from '../rules/quotas.ts'
import { Applications } from '../state/applications.ts'
import { DeploymentConfigs } from '../state/deployment-configs.ts'
import { DeploymentGroups } from '../state/deployment-groups.ts'
import { codedeployServer } from '../testing.ts'

const scope = { account: '123456789012', region: 'us-east-1' }
const ROLE = 'arn:aws:iam::123456789012:role/CodeDeployRole'
const named = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ id: `id-${n}`, name: `name-${n}`, createdAt: n }))

test('an application beyond the quota is refused and not kept', async () => {
  await using server = await codedeployServer()
  await server.store.transaction(async (db) => {
    const applications = new Applications(db, scope)
    for (const one of named(QUOTAS.applications)) await applications.create({ ...one, computePlatform: 'Server' })
  })

  const answer = server.deploy.send(new CreateApplicationCommand({ applicationName: 'web' }))

  await expect(answer).rejects.toMatchObject({ name: 'ApplicationLimitExceededException' })
  const read = server.deploy.send(new GetApplicationCommand({ applicationName: 'web' }))
  await expect(read).rejects.toMatchObject({ name: 'ApplicationDoesNotExistException' })
  await server.inRegion('eu-west-1').send(new CreateApplicationCommand({ applicationName: 'web' }))
})

test('a deployment group beyond the quota of its application is refused', async () => {
  await using server = await codedeployServer()
  const { applicationId = '' } = await server.deploy.send(new CreateApplicationCommand({ applicationName: 'web' }))
  await server.store.transaction(async (db) => {
    const groups = new DeploymentGroups(db, scope)
    const settings = defaultSettings('Server', ROLE)
    for (const one of named(QUOTAS.deploymentGroupsPerApplication)) {
      await groups.create({ ...one, applicationId, settings })
    }
  })

  const answer = server.deploy.send(
    new CreateDeploymentGroupCommand({ applicationName: 'web', deploymentGroupName: 'live', serviceRoleArn: ROLE }),
  )

  await expect(answer).rejects.toMatchObject({ name: 'DeploymentGroupLimitExceededException' })
})

test('a custom config beyond the quota is refused; the predefined ones do not count', async () => {
  await using server = await codedeployServer()
  const minimumHealthyHosts = { type: 'HOST_COUNT' as const, value: 1 }
  await server.store.transaction(async (db) => {
    const configs = new DeploymentConfigs(db, scope)
    for (const one of named(QUOTAS.customDeploymentConfigs - 1)) {
      await configs.create({ ...one, computePlatform: 'Server', minimumHealthyHosts })
    }
  })
  const create = (deploymentConfigName: string) =>
    server.deploy.send(new CreateDeploymentConfigCommand({ deploymentConfigName, minimumHealthyHosts }))

  await create('last')

  await expect(create('one-more')).rejects.toMatchObject({ name: 'DeploymentConfigLimitExceededException' })
})
