import type {
  ComputePlatform,
  MinimumHealthyHostsPerZone,
  TrafficRoutingConfig,
  ZonalConfig,
} from '@aws-sdk/client-codedeploy'

/**
 * How many targets must stay healthy. `MOST_CONCURRENCY` is what GetDeploymentConfig shows for
 * CodeDeployDefault.OneAtATime (documented): `value` targets in flight at a time. Callers cannot set it.
 */
export interface MinimumHealthyHosts {
  type: 'HOST_COUNT' | 'FLEET_PERCENT' | 'MOST_CONCURRENCY'
  value: number
}

/** What a deployment config says. Never changes once made. */
export interface DeploymentConfig {
  /** Lower-case UUID. */
  id: string
  name: string
  computePlatform: ComputePlatform
  /** Only for the Server platform. */
  minimumHealthyHosts?: MinimumHealthyHosts
  /** Only for Lambda and ECS. */
  trafficRoutingConfig?: TrafficRoutingConfig
  /** Only for the Server platform. */
  zonalConfig?: ZonalConfig & { minimumHealthyHostsPerZone?: MinimumHealthyHostsPerZone }
  /** Milliseconds since the epoch. */
  createdAt: number
}
