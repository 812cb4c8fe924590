import type {
  AlarmConfiguration,
  AutoRollbackConfiguration,
  BlueGreenDeploymentConfiguration,
  ComputePlatform,
  CreateDeploymentGroupInput,
  DeploymentStyle,
  EC2TagFilter,
  EC2TagSet,
  ECSService,
  LoadBalancerInfo,
  OnPremisesTagSet,
  OutdatedInstancesStrategy,
  TagFilter,
  TriggerConfig,
} from '@aws-sdk/client-codedeploy'

/**
 * Everything a caller can set on a deployment group, complete and checked. Each deployment starts from a copy, so a
 * change takes effect for deployments created afterwards.
 *
 * Of `ec2TagFilters` and `ec2TagSet` at most one holds anything, and likewise on the on-premises side.
 */
export interface DeploymentGroupSettings {
  deploymentConfigName: string
  serviceRoleArn: string
  ec2TagFilters: EC2TagFilter[]
  ec2TagSet?: EC2TagSet
  onPremisesInstanceTagFilters: TagFilter[]
  onPremisesTagSet?: OnPremisesTagSet
  /** Names of Auto Scaling groups. */
  autoScalingGroups: string[]
  triggerConfigurations: TriggerConfig[]
  alarmConfiguration?: AlarmConfiguration
  autoRollbackConfiguration: AutoRollbackConfiguration
  outdatedInstancesStrategy: OutdatedInstancesStrategy
  deploymentStyle: Required<DeploymentStyle>
  blueGreenDeploymentConfiguration?: BlueGreenDeploymentConfiguration
  loadBalancerInfo?: LoadBalancerInfo
  ecsServices: ECSService[]
  terminationHookEnabled: boolean
}

/** The settings as CreateDeploymentGroup and UpdateDeploymentGroup take them, alike in both. */
export type GivenSettings = Partial<Pick<CreateDeploymentGroupInput, keyof DeploymentGroupSettings>>

/** The settings of a group of which a caller has said nothing but the role. */
export function defaultSettings(platform: ComputePlatform, serviceRoleArn: string): DeploymentGroupSettings {
  return {
    deploymentConfigName: DEFAULT_CONFIGS[platform],
    serviceRoleArn,
    ec2TagFilters: [],
    onPremisesInstanceTagFilters: [],
    autoScalingGroups: [],
    triggerConfigurations: [],
    autoRollbackConfiguration: { enabled: false },
    outdatedInstancesStrategy: 'UPDATE',
    deploymentStyle: DEFAULT_STYLES[platform],
    ecsServices: [],
    terminationHookEnabled: false,
  }
}

/**
 * Settings after a change. A member that is left out keeps its value; one that is present replaces the whole of it;
 * an empty list clears. Filters take the place of a tag set, and a tag set that of filters.
 */
export function mergeSettings(
  platform: ComputePlatform,
  current: DeploymentGroupSettings,
  given: GivenSettings,
): DeploymentGroupSettings {
  const merged = { ...current, ...present(given) } as DeploymentGroupSettings
  if (given.ec2TagFilters || given.ec2TagSet) {
    merged.ec2TagFilters = given.ec2TagFilters ?? []
    merged.ec2TagSet = given.ec2TagSet?.ec2TagSetList?.length ? given.ec2TagSet : undefined
  }
  if (given.onPremisesInstanceTagFilters || given.onPremisesTagSet) {
    merged.onPremisesInstanceTagFilters = given.onPremisesInstanceTagFilters ?? []
    merged.onPremisesTagSet = given.onPremisesTagSet?.onPremisesTagSetList?.length ? given.onPremisesTagSet : undefined
  }
  if (given.deploymentStyle) {
    merged.deploymentStyle = { ...DEFAULT_STYLES[platform], ...present(given.deploymentStyle) }
  }
  return merged
}

const DEFAULT_CONFIGS: Record<ComputePlatform, string> = {
  Server: 'CodeDeployDefault.OneAtATime',
  Lambda: 'CodeDeployDefault.LambdaAllAtOnce',
  ECS: 'CodeDeployDefault.ECSAllAtOnce',
}

const DEFAULT_STYLES: Record<ComputePlatform, Required<DeploymentStyle>> = {
  Server: { deploymentType: 'IN_PLACE', deploymentOption: 'WITHOUT_TRAFFIC_CONTROL' },
  Lambda: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
  ECS: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
}

/** Without the members that are there but undefined. */
function present<T extends object>(given: T): Partial<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<T>
}
