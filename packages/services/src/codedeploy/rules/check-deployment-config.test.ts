import type { CreateDeploymentConfigInput } from '@aws-sdk/client-codedeploy'
import { expect, test } from 'vitest'
import { checkDeploymentConfig } from './check-deployment-config.ts'
import { PREDEFINED_DEPLOYMENT_CONFIGS } from './predefined-deployment-configs.ts'

type Given = Partial<CreateDeploymentConfigInput>
const check = (given: Given) => checkDeploymentConfig({ deploymentConfigName: 'Careful', ...given })
const percent = (value: number): Given => ({ minimumHealthyHosts: { type: 'FLEET_PERCENT', value } })
const hosts = (value: number): Given => ({ minimumHealthyHosts: { type: 'HOST_COUNT', value } })
const canary = (canaryPercentage: number, canaryInterval: number): Given => ({
  computePlatform: 'Lambda',
  trafficRoutingConfig: { type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage, canaryInterval } },
})
const linear = (linearPercentage: number, linearInterval: number): Given => ({
  computePlatform: 'ECS',
  trafficRoutingConfig: { type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage, linearInterval } },
})
const perZone = (value: number): Given['zonalConfig'] => ({
  minimumHealthyHostsPerZone: { type: 'FLEET_PERCENT', value },
})

test.each<[string, Given]>([
  ['no host need be healthy', hosts(0)],
  ['99 percent', percent(99)],
  ['a canary of two days', canary(1, 2880)],
  ['linear steps that fill two days', linear(10, 320)],
  ['all at once', { computePlatform: 'ECS', trafficRoutingConfig: { type: 'AllAtOnce' } }],
  ['every host of a zone', { ...percent(50), zonalConfig: perZone(100) }],
])('a config is taken: %s', (_, given) => {
  expect(check(given)).toMatchObject({ name: 'Careful', computePlatform: given.computePlatform ?? 'Server' })
})

test.each<[string, string, Given]>([
  ['no minimum', 'InvalidMinimumHealthyHostValueException', {}],
  [
    'a minimum without value',
    'InvalidMinimumHealthyHostValueException',
    { minimumHealthyHosts: { type: 'HOST_COUNT' } },
  ],
  ['a negative minimum', 'InvalidMinimumHealthyHostValueException', hosts(-1)],
  ['100 percent, which leaves no host to deploy to', 'InvalidMinimumHealthyHostValueException', percent(100)],
  [
    "the type that is AWS's own",
    'InvalidMinimumHealthyHostValueException',
    { minimumHealthyHosts: { type: 'MOST_CONCURRENCY' as 'HOST_COUNT', value: 1 } },
  ],
  ['hosts for Lambda', 'InvalidMinimumHealthyHostValueException', { ...canary(10, 5), ...hosts(1) }],
  [
    'traffic for Server',
    'InvalidTrafficRoutingConfigurationException',
    { ...hosts(1), trafficRoutingConfig: { type: 'AllAtOnce' } },
  ],
  ['no traffic for ECS', 'InvalidTrafficRoutingConfigurationException', { computePlatform: 'ECS' }],
  ['a canary of everything', 'InvalidTrafficRoutingConfigurationException', canary(100, 5)],
  ['a canary beyond two days', 'InvalidTrafficRoutingConfigurationException', canary(10, 2881)],
  ['linear steps beyond two days', 'InvalidTrafficRoutingConfigurationException', linear(10, 321)],
  ['linear steps without a pause', 'InvalidTrafficRoutingConfigurationException', linear(10, 0)],
  ['zones for ECS', 'InvalidZonalDeploymentConfigurationException', { ...linear(10, 1), zonalConfig: {} }],
  [
    'a negative wait between zones',
    'InvalidZonalDeploymentConfigurationException',
    { ...hosts(1), zonalConfig: { monitorDurationInSeconds: -1 } },
  ],
  [
    'more than all hosts of a zone',
    'InvalidZonalDeploymentConfigurationException',
    { ...hosts(1), zonalConfig: perZone(101) },
  ],
  ['an unknown platform', 'InvalidComputePlatformException', { computePlatform: 'Mainframe' as 'ECS' }],
  [
    'a reserved name',
    'InvalidDeploymentConfigNameException',
    { ...hosts(1), deploymentConfigName: 'CodeDeployDefault.X' },
  ],
  ['no name', 'DeploymentConfigNameRequiredException', { ...hosts(1), deploymentConfigName: undefined }],
])('a config is refused: %s', (_, code, given) => {
  expect(() => check(given)).toThrow(expect.objectContaining({ code }))
})

test('every predefined config has an id of its own and is what a caller could have made, but for OneAtATime', () => {
  const configs = [...PREDEFINED_DEPLOYMENT_CONFIGS.values()]
  expect(new Set(configs.map((config) => config.id)).size).toBe(17)

  for (const { id: _, createdAt: __, name, ...given } of configs) {
    if (name === 'CodeDeployDefault.OneAtATime') continue
    expect(check(given as Given)).toEqual({ name: 'Careful', ...given })
  }
})
