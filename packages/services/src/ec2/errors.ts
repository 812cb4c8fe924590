import { ServiceError } from '@towpath/base'

/*
 * Every error this room answers with, one constructor a code. Codes and, where known, texts are EC2's
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html; texts observed in clients' test suites).
 */

const refusal = (code: string, message: string, status = 400) => new ServiceError(code, message, { status })

// Instances.

export const instanceIdMalformed = (id: string) => refusal('InvalidInstanceID.Malformed', `Invalid id: "${id}"`)
export const instanceIdNotFound = (ids: string[]) =>
  refusal(
    'InvalidInstanceID.NotFound',
    ids.length === 1
      ? `The instance ID '${ids[0]}' does not exist`
      : `The instance IDs '${ids.join(', ')}' do not exist`,
  )
export const incorrectInstanceState = (id: string, wish: string) =>
  refusal('IncorrectInstanceState', `The instance '${id}' is not in a state from which it can be ${wish}.`)
export const operationNotPermitted = (id: string, attribute: string, wish: string) =>
  refusal(
    'OperationNotPermitted',
    `The instance '${id}' may not be ${wish}. Modify its '${attribute}' instance attribute and try again.`,
  )
export const insufficientInstanceCapacity = (message: string) => refusal('InsufficientInstanceCapacity', message, 500)
export const insufficientFreeAddresses = (subnet: string) =>
  refusal('InsufficientFreeAddressesInSubnet', `There are not enough free addresses in the subnet ${subnet}.`)
export const idempotentParameterMismatch = (token: string) =>
  refusal('IdempotentParameterMismatch', `The client token '${token}' was used before with other parameters.`)

// Images and surroundings.

export const imageIdMalformed = (id: string) =>
  refusal('InvalidAMIID.Malformed', `Invalid id: "${id}" (expecting "ami-...")`)
export const imageIdNotFound = (id: string) =>
  refusal(
    'InvalidAMIID.NotFound',
    `The image id '[${id}]' does not exist. This control plane has one image: ami-towpath, a view of its own machine.`,
  )
export const keyPairNotFound = (name: string) =>
  refusal(
    'InvalidKeyPair.NotFound',
    `The key pair '${name}' does not exist. Instances have no SSH: use towpath instances shell.`,
  )
export const securityGroupNotFound = (id: string) =>
  refusal('InvalidGroup.NotFound', `The security group '${id}' does not exist`)
export const subnetNotFound = (id: string) =>
  refusal('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`)
export const vpcNotFound = (id: string) => refusal('InvalidVpcID.NotFound', `The vpc ID '${id}' does not exist`)
export const instanceTypeNotFound = (types: string[]) =>
  refusal('InvalidInstanceType', `The following supplied instance types do not exist: [${types.join(', ')}]`)

// Instance profiles.

export const profileNotFound = (value: string, member: 'name' | 'arn') =>
  refusal(
    'InvalidParameterValue',
    `Value (${value}) for parameter iamInstanceProfile.${member} is invalid. Invalid IAM Instance Profile ${member === 'arn' ? 'ARN' : 'name'}`,
  )
export const associationExists = (instanceId: string) =>
  refusal('IncorrectState', `There is an existing association for instance ${instanceId}`)
export const associationNotFound = (id: string) =>
  refusal('InvalidAssociationID.NotFound', `An invalid association-id of '${id}' was given`)

// Tags.

export const tagLimitExceeded = (id: string, limit: number) =>
  refusal('TagLimitExceeded', `The maximum number of ${limit} tags for the resource '${id}' has been reached.`)
export const resourceIdInvalid = (id: string) => refusal('InvalidID', `The ID '${id}' is not valid`)

// Parameters.

export const missingParameter = (name: string) =>
  refusal('MissingParameter', `The request must contain the parameter ${name}`)
export const invalidParameterValue = (message: string) => refusal('InvalidParameterValue', message)
export const invalidParameterCombination = (message: string) => refusal('InvalidParameterCombination', message)
export const filterInvalid = (name: string) => refusal('InvalidParameterValue', `The filter '${name}' is invalid`)
export const filterLimitExceeded = (limit: number) =>
  refusal('FilterLimitExceeded', `The maximum number of ${limit} filter values was exceeded.`)
export const unsupportedOperation = (message: string) => refusal('UnsupportedOperation', message)
/** What a dry run that would have succeeded is answered with. */
export const dryRunOperation = () =>
  refusal('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412)
