import type { ServiceError } from '@towpath/base'
import type { Violation } from '@towpath/wire'
import {
  applicationNameRequired,
  deploymentConfigNameRequired,
  deploymentGroupNameRequired,
  deploymentIdRequired,
  deploymentTargetIdRequired,
  instanceIdRequired,
  instanceNameRequired,
  invalidAlarmConfig,
  invalidApplicationName,
  invalidArn,
  invalidAutoRollbackConfig,
  invalidBlueGreenDeploymentConfiguration,
  invalidComputePlatform,
  invalidDeployedStateFilter,
  invalidDeploymentConfigName,
  invalidDeploymentGroupName,
  invalidDeploymentId,
  invalidDeploymentStatus,
  invalidDeploymentStyle,
  invalidDeploymentTargetId,
  invalidDeploymentWaitType,
  invalidEC2Tag,
  invalidECSService,
  invalidFileExistsBehavior,
  invalidInput,
  invalidInstanceName,
  invalidInstanceStatus,
  invalidInstanceType,
  invalidLoadBalancerInfo,
  invalidMinimumHealthyHostValue,
  invalidRegistrationStatus,
  invalidRevision,
  invalidRole,
  invalidSortBy,
  invalidSortOrder,
  invalidTag,
  invalidTagFilter,
  invalidTagsToAdd,
  invalidTargetFilterName,
  invalidTargetInstances,
  invalidTimeRange,
  invalidTrafficRoutingConfiguration,
  invalidTriggerConfig,
  invalidZonalDeploymentConfiguration,
  resourceArnRequired,
  revisionRequired,
  roleRequired,
  tagRequired,
} from './errors.ts'

type Answer = (violation: Violation) => ServiceError

/** The answer about a member whose value is refused, and another where the member is missing. */
const value =
  (invalid: (value: unknown) => ServiceError, required: () => ServiceError = () => invalid(null)): Answer =>
  (violation) =>
    violation.kind === 'required' && !violation.path.includes('.') ? required() : invalid(violation.value)

/** The same for members with an inside: the answer says what is wrong with which part. */
const inside =
  (invalid: (message: string) => ServiceError, required?: () => ServiceError): Answer =>
  (violation) =>
    required && violation.kind === 'required' && !violation.path.includes('.') ? required() : invalid(violation.message)

const applicationName = value(invalidApplicationName, applicationNameRequired)
const deploymentGroupName = value(invalidDeploymentGroupName, deploymentGroupNameRequired)
const instanceName = value(invalidInstanceName, instanceNameRequired)
const revision = inside(invalidRevision, revisionRequired)

/** The exception of CodeDeploy's own for each member of an input, whatever lies below it. */
const MEMBERS: Record<string, Answer> = {
  applicationName,
  applicationNames: applicationName,
  newApplicationName: applicationName,
  deploymentGroupName,
  deploymentGroupNames: deploymentGroupName,
  currentDeploymentGroupName: deploymentGroupName,
  newDeploymentGroupName: deploymentGroupName,
  deploymentConfigName: value(invalidDeploymentConfigName, deploymentConfigNameRequired),
  computePlatform: value(invalidComputePlatform),

  revision,
  revisions: revision,
  sortBy: value(invalidSortBy),
  sortOrder: value(invalidSortOrder),
  deployed: value(invalidDeployedStateFilter),

  serviceRoleArn: value(invalidRole, roleRequired),
  ec2TagFilters: inside(invalidEC2Tag),
  ec2TagSet: inside(invalidEC2Tag),
  onPremisesInstanceTagFilters: inside(invalidTag),
  onPremisesTagSet: inside(invalidTag),
  triggerConfigurations: inside(invalidTriggerConfig),
  alarmConfiguration: inside(invalidAlarmConfig),
  autoRollbackConfiguration: inside(invalidAutoRollbackConfig),
  outdatedInstancesStrategy: inside(invalidInput),
  deploymentStyle: inside(invalidDeploymentStyle),
  blueGreenDeploymentConfiguration: inside(invalidBlueGreenDeploymentConfiguration),
  loadBalancerInfo: inside(invalidLoadBalancerInfo),
  ecsServices: inside(invalidECSService),

  minimumHealthyHosts: inside(invalidMinimumHealthyHostValue),
  trafficRoutingConfig: inside(invalidTrafficRoutingConfiguration),
  zonalConfig: inside(invalidZonalDeploymentConfiguration),

  instanceName,
  instanceNames: instanceName,
  registrationStatus: value(invalidRegistrationStatus),
  tagFilters: inside(invalidTagFilter),

  deploymentId: value(invalidDeploymentId, deploymentIdRequired),
  deploymentIds: value(invalidDeploymentId, deploymentIdRequired),
  includeOnlyStatuses: value(invalidDeploymentStatus),
  createTimeRange: inside(invalidTimeRange),
  deploymentWaitType: value(invalidDeploymentWaitType),
  fileExistsBehavior: value(invalidFileExistsBehavior),
  targetInstances: inside(invalidTargetInstances),
  overrideAlarmConfiguration: inside(invalidAlarmConfig),
  targetId: value(invalidDeploymentTargetId, deploymentTargetIdRequired),
  targetFilters: value((name) => invalidTargetFilterName(String(name))),
  targetIds: value(invalidDeploymentTargetId, deploymentTargetIdRequired),
  instanceId: value(invalidInstanceName, instanceIdRequired),
  instanceIds: value(invalidInstanceName, instanceIdRequired),
  instanceStatusFilter: value(invalidInstanceStatus),
  instanceTypeFilter: value(invalidInstanceType),

  resourceArn: value(invalidArn, resourceArnRequired),
  tags: inside(invalidTagsToAdd, tagRequired),
  tagKeys: inside(invalidTagsToAdd, tagRequired),
}

/** Where the same member means something else. */
const MEMBERS_OF: Record<string, Record<string, Answer>> = {
  AddTagsToOnPremisesInstances: { tags: inside(invalidTag, tagRequired) },
  RemoveTagsFromOnPremisesInstances: { tags: inside(invalidTag, tagRequired) },
}

/**
 * CodeDeploy answers input that breaks its model with an exception for the member, not with a ValidationException.
 * Undefined leaves it to the protocol: for wrong JSON types, and for members without an exception of their own.
 */
export function violationAnswer(violations: Violation[], operation: string): ServiceError | undefined {
  for (const violation of violations) {
    if (violation.kind === 'type') continue
    const member = violation.path.split('.')[0] ?? ''
    const answer = MEMBERS_OF[operation]?.[member] ?? MEMBERS[member]
    if (answer) return answer(violation)
  }
  return undefined
}
