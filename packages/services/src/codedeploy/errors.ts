import { ServiceError } from '@towpath/base'

/*
 * Every error this room answers with, one constructor a code. All are HTTP 400 without further members (documented).
 * Texts that clients are known to match on say so; the others are our own wording, since AWS documents none.
 */

const refusal = (code: string, message: string) => new ServiceError(code, message)

/** A value as messages quote it: what was sent may be long, the answer is not. */
function quote(value: unknown): string {
  const text = typeof value === 'string' ? `"${value}"` : String(JSON.stringify(value))
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text
}

const LONGEST_QUOTE = 300

// Names that are missing or malformed.

const NAME_RULE = 'it takes 1 to 100 letters, digits and . _ + = , @ -'

export const applicationNameRequired = () =>
  refusal('ApplicationNameRequiredException', 'Application name must be specified.')
export const invalidApplicationName = (name: unknown) =>
  refusal('InvalidApplicationNameException', `Application name ${quote(name)} is not valid: ${NAME_RULE}`)
export const deploymentGroupNameRequired = () =>
  refusal('DeploymentGroupNameRequiredException', 'Deployment group name must be specified.')
export const invalidDeploymentGroupName = (name: unknown) =>
  refusal('InvalidDeploymentGroupNameException', `Deployment group name ${quote(name)} is not valid: ${NAME_RULE}`)
export const deploymentConfigNameRequired = () =>
  refusal('DeploymentConfigNameRequiredException', 'Deployment configuration name must be specified.')
export const invalidDeploymentConfigName = (name: unknown, rule = NAME_RULE) =>
  refusal('InvalidDeploymentConfigNameException', `Deployment configuration name ${quote(name)} is not valid: ${rule}`)
export const instanceNameRequired = () =>
  refusal('InstanceNameRequiredException', 'An on-premises instance name must be specified.')
export const invalidInstanceName = (name: unknown) =>
  refusal(
    'InvalidInstanceNameException',
    `Instance name ${quote(name)} is not valid: it takes 1 to 100 letters, digits and + = , . @ _ - and cannot start with "i-".`,
  )

// Things that do not exist. The texts for application, group and config are AWS's (observed); tools match on them.

export const applicationDoesNotExist = (name: string) =>
  refusal('ApplicationDoesNotExistException', `No application found for name: ${name}`)
export const deploymentGroupDoesNotExist = (name: string) =>
  refusal('DeploymentGroupDoesNotExistException', `No Deployment Group found for name: ${name}`)
export const deploymentConfigDoesNotExist = (name: string) =>
  refusal('DeploymentConfigDoesNotExistException', `No deployment configuration found for name: ${name}`)
export const revisionDoesNotExist = (revision: string) =>
  refusal('RevisionDoesNotExistException', `No revision is registered with the application for: ${revision}`)
export const instanceNotRegistered = (name: string) =>
  refusal('InstanceNotRegisteredException', `The on-premises instance "${name}" is not registered.`)
export const githubAccountTokenDoesNotExist = (name: string) =>
  refusal('GitHubAccountTokenDoesNotExistException', `No GitHub account token found for name: ${name}`)

// Names that are taken, quotas that are used up.

export const applicationAlreadyExists = (name: string) =>
  refusal('ApplicationAlreadyExistsException', `An application already exists with name: ${name}`)
export const applicationLimitExceeded = (limit: number) =>
  refusal('ApplicationLimitExceededException', `More than ${limit} applications are not allowed.`)
export const deploymentGroupAlreadyExists = (name: string) =>
  refusal('DeploymentGroupAlreadyExistsException', `A deployment group already exists with name: ${name}`)
export const deploymentGroupLimitExceeded = (limit: number) =>
  refusal('DeploymentGroupLimitExceededException', `An application cannot have more than ${limit} deployment groups.`)
export const deploymentConfigAlreadyExists = (name: string) =>
  refusal('DeploymentConfigAlreadyExistsException', `A deployment configuration already exists with name: ${name}`)
export const deploymentConfigLimitExceeded = (limit: number) =>
  refusal(
    'DeploymentConfigLimitExceededException',
    `More than ${limit} custom deployment configurations are not allowed.`,
  )
export const deploymentConfigInUse = (name: string) =>
  refusal('DeploymentConfigInUseException', `The deployment configuration "${name}" is used by a deployment group.`)
export const batchLimitExceeded = (limit: number, given: number) =>
  refusal('BatchLimitExceededException', `At most ${limit} items can be asked for in one call; ${given} were given.`)

// Input that several operations take.

export const invalidInput = (message: string) => refusal('InvalidInputException', message)
export const invalidNextToken = (token: unknown) =>
  refusal('InvalidNextTokenException', `The next token ${quote(token)} was not issued by this operation.`)
export const descriptionTooLong = (length: number, limit: number) =>
  refusal('DescriptionTooLongException', `A description takes at most ${limit} characters; this one has ${length}.`)
export const invalidComputePlatform = (platform: unknown) =>
  refusal('InvalidComputePlatformException', `Compute platform ${quote(platform)} is not one of Server, Lambda, ECS.`)
export const invalidOperation = (message: string) => refusal('InvalidOperationException', message)
export const operationNotSupported = (message: string) => refusal('OperationNotSupportedException', message)

// Resource tags.

export const resourceArnRequired = () => refusal('ResourceArnRequiredException', 'A resource ARN must be specified.')
export const invalidArn = (arn: unknown) => refusal('InvalidArnException', `${quote(arn)} is not an ARN.`)
export const arnNotSupported = (arn: string) =>
  refusal('ArnNotSupportedException', `${quote(arn)} is not the ARN of a CodeDeploy application or deployment group.`)
export const invalidTagsToAdd = (message: string) => refusal('InvalidTagsToAddException', message)
export const tagRequired = () => refusal('TagRequiredException', 'At least one tag must be specified.')

// Revisions.

/** AWS's text (observed). */
export const revisionRequired = () => refusal('RevisionRequiredException', 'RevisionLocation must be specified')
export const invalidRevision = (message: string) => refusal('InvalidRevisionException', message)
export const invalidSortBy = (value: unknown) =>
  refusal('InvalidSortByException', `${quote(value)} is not one of registerTime, firstUsedTime, lastUsedTime.`)
export const invalidSortOrder = (value: unknown) =>
  refusal('InvalidSortOrderException', `${quote(value)} is not one of ascending, descending.`)
export const invalidDeployedStateFilter = (value: unknown) =>
  refusal('InvalidDeployedStateFilterException', `${quote(value)} is not one of include, exclude, ignore.`)
export const invalidBucketNameFilter = (value: unknown) =>
  refusal('InvalidBucketNameFilterException', `${quote(value)} is not an S3 bucket name.`)
export const bucketNameFilterRequired = () =>
  refusal('BucketNameFilterRequiredException', 's3KeyPrefix needs s3Bucket beside it.')
export const invalidKeyPrefixFilter = (value: unknown) =>
  refusal('InvalidKeyPrefixFilterException', `${quote(value)} is not the beginning of an S3 key.`)

// Deployment group settings.

export const roleRequired = () => refusal('RoleRequiredException', 'A service role ARN must be specified.')
/** AWS's text (observed); tools repeat the call when they see it, because IAM changes take a while there. */
export const invalidRole = (arn: unknown) =>
  refusal(
    'InvalidRoleException',
    `AWS CodeDeploy does not have the permissions required to assume the role ${typeof arn === 'string' ? arn : quote(arn)}.`,
  )
export const invalidEC2Tag = (message: string) => refusal('InvalidEC2TagException', message)
export const invalidEC2TagCombination = () =>
  refusal('InvalidEC2TagCombinationException', 'Only one of ec2TagFilters and ec2TagSet can be specified.')
export const invalidOnPremisesTagCombination = () =>
  refusal(
    'InvalidOnPremisesTagCombinationException',
    'Only one of onPremisesInstanceTagFilters and onPremisesTagSet can be specified.',
  )
export const tagSetListLimitExceeded = (limit: number) =>
  refusal('TagSetListLimitExceededException', `A tag set takes at most ${limit} tag groups.`)
export const invalidAutoScalingGroup = (message: string) => refusal('InvalidAutoScalingGroupException', message)
export const invalidTriggerConfig = (message: string) => refusal('InvalidTriggerConfigException', message)
export const triggerTargetsLimitExceeded = (limit: number) =>
  refusal('TriggerTargetsLimitExceededException', `A deployment group takes at most ${limit} triggers.`)
export const invalidAlarmConfig = (message: string) => refusal('InvalidAlarmConfigException', message)
export const alarmsLimitExceeded = (limit: number) =>
  refusal('AlarmsLimitExceededException', `A deployment group takes at most ${limit} alarms.`)
export const invalidAutoRollbackConfig = (message: string) => refusal('InvalidAutoRollbackConfigException', message)
export const invalidLoadBalancerInfo = (message: string) => refusal('InvalidLoadBalancerInfoException', message)
export const invalidTargetGroupPair = (message: string) => refusal('InvalidTargetGroupPairException', message)
export const invalidECSService = (message: string) => refusal('InvalidECSServiceException', message)
export const ecsServiceMappingLimitExceeded = (
  service: { clusterName?: string; serviceName?: string },
  group: string,
) =>
  refusal(
    'ECSServiceMappingLimitExceededException',
    `The ECS service ${service.clusterName}:${service.serviceName} belongs to the deployment group "${group}".`,
  )
export const invalidDeploymentStyle = (message: string) => refusal('InvalidDeploymentStyleException', message)
export const invalidBlueGreenDeploymentConfiguration = (message: string) =>
  refusal('InvalidBlueGreenDeploymentConfigurationException', message)

// Deployment configs.

export const invalidMinimumHealthyHostValue = (message: string) =>
  refusal('InvalidMinimumHealthyHostValueException', message)
export const invalidTrafficRoutingConfiguration = (message: string) =>
  refusal('InvalidTrafficRoutingConfigurationException', message)
export const invalidZonalDeploymentConfiguration = (message: string) =>
  refusal('InvalidZonalDeploymentConfigurationException', message)

// On-premises instances.

export const iamArnRequired = () =>
  refusal('IamArnRequiredException', 'No IAM ARN was included in the request: use an IAM session ARN or user ARN.')
export const multipleIamArnsProvided = () =>
  refusal('MultipleIamArnsProvidedException', 'Both an IAM user ARN and an IAM session ARN were given; use only one.')
/** Ends as AWS's text does (observed). */
export const invalidIamUserArn = (arn: unknown) =>
  refusal('InvalidIamUserArnException', `IAM user ARN ${quote(arn)} is not in a valid format`)
export const invalidIamSessionArn = (arn: unknown) =>
  refusal('InvalidIamSessionArnException', `IAM session ARN ${quote(arn)} is not in a valid format`)
export const iamUserArnAlreadyRegistered = (arn: string, name: string) =>
  refusal('IamUserArnAlreadyRegisteredException', `The IAM user ARN ${arn} is registered with the instance "${name}".`)
export const iamSessionArnAlreadyRegistered = (arn: string, name: string) =>
  refusal(
    'IamSessionArnAlreadyRegisteredException',
    `The IAM session ARN ${arn} is registered with the instance "${name}".`,
  )
export const instanceNameAlreadyRegistered = (name: string) =>
  refusal('InstanceNameAlreadyRegisteredException', `The on-premises instance "${name}" is already registered.`)
export const invalidRegistrationStatus = (value: unknown) =>
  refusal('InvalidRegistrationStatusException', `${quote(value)} is not one of Registered, Deregistered.`)
export const invalidTagFilter = (message: string) => refusal('InvalidTagFilterException', message)
export const invalidTag = (message: string) => refusal('InvalidTagException', message)
export const tagLimitExceeded = (name: string, limit: number) =>
  refusal('TagLimitExceededException', `The on-premises instance "${name}" would have more than ${limit} tags.`)
export const instanceLimitExceeded = (limit: number) =>
  refusal('InstanceLimitExceededException', `At most ${limit} instances can be named in one call.`)

// GitHub tokens.

export const githubAccountTokenNameRequired = () =>
  refusal('GitHubAccountTokenNameRequiredException', 'A GitHub account token name must be specified.')
export const invalidGitHubAccountTokenName = (name: unknown) =>
  refusal('InvalidGitHubAccountTokenNameException', `${quote(name)} is not the name of a GitHub account token.`)

// Deployments.

export const deploymentIdRequired = () =>
  refusal('DeploymentIdRequiredException', 'At least one deployment ID must be specified.')
export const invalidDeploymentId = (id: unknown) =>
  refusal(
    'InvalidDeploymentIdException',
    `${quote(id)} is not a deployment ID: those are d- and nine letters or digits.`,
  )
export const deploymentDoesNotExist = (id: string) =>
  refusal('DeploymentDoesNotExistException', `The deployment ${id} could not be found`)
/** AWS's text (observed); tools read the id between the quotes. */
export const deploymentLimitExceeded = (group: string, activeId: string) =>
  refusal(
    'DeploymentLimitExceededException',
    `The Deployment Group '${group}' already has an active Deployment '${activeId}'`,
  )
export const deploymentAlreadyCompleted = (id: string) =>
  refusal('DeploymentAlreadyCompletedException', `The deployment ${id} has already ended.`)
export const deploymentNotStarted = (id: string) =>
  refusal('DeploymentNotStartedException', `The targets of the deployment ${id} are not known yet.`)
export const unsupportedActionForDeploymentType = (action: string) =>
  refusal('UnsupportedActionForDeploymentTypeException', `${action} is not for in-place deployments.`)
export const invalidDeploymentWaitType = (value: unknown) =>
  refusal('InvalidDeploymentWaitTypeException', `${quote(value)} is not one of READY_WAIT, TERMINATION_WAIT.`)
export const invalidDeploymentStatus = (value: unknown) =>
  refusal('InvalidDeploymentStatusException', `${quote(value)} is not the status of a deployment.`)
export const invalidTimeRange = (message: string) => refusal('InvalidTimeRangeException', message)
export const invalidFileExistsBehavior = (value: unknown) =>
  refusal('InvalidFileExistsBehaviorException', `${quote(value)} is not one of DISALLOW, OVERWRITE, RETAIN.`)
export const invalidIgnoreApplicationStopFailuresValue = () =>
  refusal(
    'InvalidIgnoreApplicationStopFailuresValueException',
    'ignoreApplicationStopFailures is for the Server compute platform only.',
  )
export const invalidUpdateOutdatedInstancesOnlyValue = () =>
  refusal(
    'InvalidUpdateOutdatedInstancesOnlyValueException',
    'updateOutdatedInstancesOnly is for the Server compute platform only.',
  )
export const invalidTargetInstances = (message: string) => refusal('InvalidTargetInstancesException', message)

// Targets of deployments.

export const deploymentTargetIdRequired = () =>
  refusal('DeploymentTargetIdRequiredException', 'At least one deployment target ID must be specified.')
export const invalidDeploymentTargetId = (id: unknown) =>
  refusal('InvalidDeploymentTargetIdException', `${quote(id)} is not the ID of a deployment target.`)
export const deploymentTargetDoesNotExist = (deploymentId: string, targetId: string) =>
  refusal('DeploymentTargetDoesNotExistException', `The deployment ${deploymentId} has no target ${targetId}.`)
export const instanceIdRequired = () =>
  refusal('InstanceIdRequiredException', 'At least one instance ID must be specified.')
export const instanceDoesNotExist = (deploymentId: string, instanceId: string) =>
  refusal('InstanceDoesNotExistException', `The deployment ${deploymentId} has no instance ${instanceId}.`)
export const invalidTargetFilterName = (name: string) =>
  refusal('InvalidTargetFilterNameException', `${quote(name)} is not one of TargetStatus, ServerInstanceLabel.`)
export const invalidInstanceStatus = (value: unknown) =>
  refusal('InvalidInstanceStatusException', `${quote(value)} is not the status of a deployment target.`)
export const invalidInstanceType = (value: unknown) =>
  refusal('InvalidInstanceTypeException', `${quote(value)} is not one of Blue, Green.`)
export const invalidDeploymentInstanceType = () =>
  refusal(
    'InvalidDeploymentInstanceTypeException',
    'The instances of an in-place deployment are neither Blue nor Green.',
  )
