import type {
  AlarmConfiguration,
  AutoRollbackConfiguration,
  BlueGreenDeploymentConfiguration,
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
