import type { TrafficRoutingConfig } from '@aws-sdk/client-codedeploy'
import type { DeploymentConfig, MinimumHealthyHosts } from './deployment-config.ts'

/** Names with this prefix are AWS's own: callers can neither make nor delete them. */
export const RESERVED_PREFIX = 'CodeDeployDefault.'

// The day the API was published: the predefined configs are older than every account.
const PUBLISHED = Date.UTC(2014, 10, 12)

const server = (minimumHealthyHosts: MinimumHealthyHosts) => ({
  computePlatform: 'Server' as const,
  minimumHealthyHosts,
})

const shifting = (platform: 'ECS' | 'Lambda', trafficRoutingConfig: TrafficRoutingConfig) => ({
  computePlatform: platform,
  trafficRoutingConfig,
})

const allAtOnce = (): TrafficRoutingConfig => ({ type: 'AllAtOnce' })

const canary = (minutes: number): TrafficRoutingConfig => ({
  type: 'TimeBasedCanary',
  timeBasedCanary: { canaryPercentage: 10, canaryInterval: minutes },
})

const linear = (minutes: number): TrafficRoutingConfig => ({
  type: 'TimeBasedLinear',
  timeBasedLinear: { linearPercentage: 10, linearInterval: minutes },
})

/**
 * Number within the fixed id, name after the prefix, rule. AWS's numbers are known for OneAtATime (1, documented) and
 * ECSLinear10PercentEvery1Minutes (15, observed); the others only have the same form. That AllAtOnce is a
 * FLEET_PERCENT is an assumption; as value 0 it means the same as a HOST_COUNT.
 */
const table: [
  number,
  string,
  Pick<DeploymentConfig, 'computePlatform' | 'minimumHealthyHosts' | 'trafficRoutingConfig'>,
][] = [
  [1, 'OneAtATime', server({ type: 'MOST_CONCURRENCY', value: 1 })],
  [2, 'HalfAtATime', server({ type: 'FLEET_PERCENT', value: 50 })],
  [3, 'AllAtOnce', server({ type: 'FLEET_PERCENT', value: 0 })],
  [4, 'LambdaAllAtOnce', shifting('Lambda', allAtOnce())],
  [5, 'LambdaCanary10Percent5Minutes', shifting('Lambda', canary(5))],
  [6, 'LambdaCanary10Percent10Minutes', shifting('Lambda', canary(10))],
  [7, 'LambdaCanary10Percent15Minutes', shifting('Lambda', canary(15))],
  [8, 'LambdaCanary10Percent30Minutes', shifting('Lambda', canary(30))],
  [9, 'LambdaLinear10PercentEvery1Minute', shifting('Lambda', linear(1))],
  [10, 'LambdaLinear10PercentEvery2Minutes', shifting('Lambda', linear(2))],
  [11, 'LambdaLinear10PercentEvery3Minutes', shifting('Lambda', linear(3))],
  [12, 'LambdaLinear10PercentEvery10Minutes', shifting('Lambda', linear(10))],
  [13, 'ECSAllAtOnce', shifting('ECS', allAtOnce())],
  [14, 'ECSCanary10Percent5Minutes', shifting('ECS', canary(5))],
  [15, 'ECSLinear10PercentEvery1Minutes', shifting('ECS', linear(1))],
  [16, 'ECSLinear10PercentEvery3Minutes', shifting('ECS', linear(3))],
  [17, 'ECSCanary10Percent15Minutes', shifting('ECS', canary(15))],
]

/** The configs that exist in every account and region, by name. */
export const PREDEFINED_DEPLOYMENT_CONFIGS: ReadonlyMap<string, DeploymentConfig> = new Map(
  table.map(([number, suffix, rule]) => {
    const name = RESERVED_PREFIX + suffix
    const id = `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`
    return [name, { id, name, createdAt: PUBLISHED, ...rule }]
  }),
)
