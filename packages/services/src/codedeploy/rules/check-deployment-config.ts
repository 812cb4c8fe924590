import type { CreateDeploymentConfigInput, TrafficRoutingConfig, ZonalConfig } from '@aws-sdk/client-codedeploy'
import {
  invalidComputePlatform,
  invalidDeploymentConfigName,
  invalidMinimumHealthyHostValue,
  invalidTrafficRoutingConfiguration,
  invalidZonalDeploymentConfiguration,
} from '../errors.ts'
import type { DeploymentConfig, MinimumHealthyHosts } from './deployment-config.ts'
import { checkDeploymentConfigName } from './names.ts'
import { RESERVED_PREFIX } from './predefined-deployment-configs.ts'
import { QUOTAS } from './quotas.ts'

/** What CreateDeploymentConfig makes of its input: everything but id and time. */
export function checkDeploymentConfig(input: CreateDeploymentConfigInput): Omit<DeploymentConfig, 'id' | 'createdAt'> {
  const name = checkDeploymentConfigName(input.deploymentConfigName)
  if (name.startsWith(RESERVED_PREFIX)) {
    throw invalidDeploymentConfigName(name, `the prefix ${RESERVED_PREFIX} is reserved.`)
  }
  const computePlatform = input.computePlatform ?? 'Server'
  switch (computePlatform) {
    case 'Server':
      if (input.trafficRoutingConfig) {
        throw invalidTrafficRoutingConfiguration(
          'trafficRoutingConfig is for the compute platforms Lambda and ECS only.',
        )
      }
      return {
        name,
        computePlatform,
        minimumHealthyHosts: checkMinimumHealthyHosts(input.minimumHealthyHosts),
        zonalConfig: input.zonalConfig && checkZonalConfig(input.zonalConfig),
      }
    case 'Lambda':
    case 'ECS':
      if (input.minimumHealthyHosts) {
        throw invalidMinimumHealthyHostValue('minimumHealthyHosts is for the Server compute platform only.')
      }
      if (input.zonalConfig) {
        throw invalidZonalDeploymentConfiguration('zonalConfig is for the Server compute platform only.')
      }
      return { name, computePlatform, trafficRoutingConfig: checkTrafficRouting(input.trafficRoutingConfig) }
    default:
      throw invalidComputePlatform(computePlatform)
  }
}

function checkMinimumHealthyHosts(given: CreateDeploymentConfigInput['minimumHealthyHosts']): MinimumHealthyHosts {
  const { type, value } = given ?? {}
  if (type === undefined || value === undefined) {
    throw invalidMinimumHealthyHostValue('minimumHealthyHosts needs type and value.')
  }
  checkHostCount('minimumHealthyHosts', type, value, 99, invalidMinimumHealthyHostValue)
  return { type, value }
}

function checkZonalConfig(zonal: ZonalConfig): ZonalConfig {
  const durations = ['firstZoneMonitorDurationInSeconds', 'monitorDurationInSeconds'] as const
  for (const member of durations) {
    const seconds = zonal[member]
    if (seconds !== undefined && (!Number.isSafeInteger(seconds) || seconds < 0)) {
      throw invalidZonalDeploymentConfiguration(`${member} ${seconds} is not a number of seconds from 0.`)
    }
  }
  const perZone = zonal.minimumHealthyHostsPerZone
  if (perZone) {
    const { type, value } = perZone
    if (type === undefined || value === undefined) {
      throw invalidZonalDeploymentConfiguration('minimumHealthyHostsPerZone needs type and value.')
    }
    checkHostCount('minimumHealthyHostsPerZone', type, value, 100, invalidZonalDeploymentConfiguration)
  }
  return zonal
}

function checkHostCount(
  member: string,
  type: string,
  value: number,
  highestPercent: number,
  invalid: (message: string) => Error,
): void {
  if (type !== 'HOST_COUNT' && type !== 'FLEET_PERCENT') {
    throw invalid(`${member}: type "${type}" is not one of HOST_COUNT, FLEET_PERCENT.`)
  }
  if (!Number.isSafeInteger(value) || value < 0) throw invalid(`${member}: value ${value} is not a number from 0.`)
  if (type === 'FLEET_PERCENT' && value > highestPercent) {
    throw invalid(`${member}: value ${value} is more than ${highestPercent} percent of the fleet.`)
  }
}

function checkTrafficRouting(routing: TrafficRoutingConfig | undefined): TrafficRoutingConfig {
  switch (routing?.type) {
    case 'AllAtOnce':
      return { type: 'AllAtOnce' }
    case 'TimeBasedCanary': {
      const { canaryPercentage, canaryInterval } = routing.timeBasedCanary ?? {}
      checkShift('canary', canaryPercentage, canaryInterval, () => 1)
      return { type: routing.type, timeBasedCanary: routing.timeBasedCanary }
    }
    case 'TimeBasedLinear': {
      const { linearPercentage, linearInterval } = routing.timeBasedLinear ?? {}
      checkShift('linear', linearPercentage, linearInterval, (percentage) => Math.ceil(100 / percentage) - 1)
      return { type: routing.type, timeBasedLinear: routing.timeBasedLinear }
    }
    default:
      throw invalidTrafficRoutingConfiguration(
        'trafficRoutingConfig needs a type: one of TimeBasedCanary, TimeBasedLinear, AllAtOnce.',
      )
  }
}

/** `waits`: how many intervals lie between the first and the last shift. */
function checkShift(
  kind: 'canary' | 'linear',
  percentage: number | undefined,
  interval: number | undefined,
  waits: (percentage: number) => number,
): void {
  if (percentage === undefined || percentage < 1 || percentage > 99) {
    throw invalidTrafficRoutingConfiguration(`${kind}Percentage ${percentage} is not from 1 to 99.`)
  }
  if (interval === undefined || interval < 1 || waits(percentage) * interval > QUOTAS.waitMinutes) {
    throw invalidTrafficRoutingConfiguration(
      `${kind}Interval ${interval} does not put 1 to ${QUOTAS.waitMinutes} minutes between first and last shift.`,
    )
  }
}
