import { ServiceError } from '@towpath/base'

/*
 * Every error this room answers with, one constructor a case. All are HTTP 400. Texts marked as observed are AWS's; the
 * others are ours. Values of secrets are never quoted.
 */

const notFound = (message: string) => new ServiceError('ResourceNotFoundException', message)
const exists = (message: string) => new ServiceError('ResourceExistsException', message)
export const invalidParameter = (message: string) => new ServiceError('InvalidParameterException', message)
export const invalidRequest = (message: string) => new ServiceError('InvalidRequestException', message)

// Secrets. These texts are AWS's (observed).

export const secretNotFound = () => notFound("Secrets Manager can't find the specified secret.")
export const invalidName = () =>
  invalidParameter(
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  )
export const secretExists = (name: string) => exists(`The operation failed because the secret ${name} already exists.`)
export const nameScheduledForDeletion = () =>
  invalidRequest("You can't create this secret because a secret with this name is already scheduled for deletion.")
export const markedForDeletion = () =>
  invalidRequest("You can't perform this operation on the secret because it was marked for deletion.")
export const invalidRecoveryWindow = () =>
  invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).')
export const windowWithForce = () =>
  invalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.")

// Values and versions. The first four texts are AWS's (observed).

export const versionNotFound = (versionId: string) =>
  notFound(`Secrets Manager can't find the specified secret value for VersionId: ${versionId}`)
export const stageNotFound = (stage: string) =>
  notFound(`Secrets Manager can't find the specified secret value for staging label: ${stage}`)
export const twoValues = () =>
  invalidParameter("You can't specify both a binary secret value and a string secret value.")
export const noValue = () => invalidParameter('You must provide either SecretString or SecretBinary.')
export const versionExists = (token: string, arn: string) =>
  exists(
    `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`,
  )
export const stageMismatch = (versionId: string, stage: string) =>
  invalidRequest(`Version ${versionId} does not have the staging label ${stage}.`)
export const stageHeld = (stage: string, versionId: string) =>
  invalidParameter(
    `The staging label ${stage} is on version ${versionId}: give that version in RemoveFromVersionId to move it.`,
  )
export const currentMustStay = () =>
  invalidParameter('The staging label AWSCURRENT can be moved to another version, but not taken away.')
export const tooManyStages = (most: number) =>
  new ServiceError('LimitExceededException', `A secret can have at most ${most} staging labels.`)
export const tooManyVersions = (most: number) =>
  new ServiceError('LimitExceededException', `A secret can have at most ${most} versions with staging labels.`)

// What is not here.

export const noKeys = (keyId: string) =>
  new ServiceError(
    'EncryptionFailure',
    `The key "${keyId}" cannot be used: this control plane has no KMS. Leave KmsKeyId out.`,
  )
export const noReplicas = () => invalidParameter('Replicas in other regions are not served here.')
export const noTypes = () => invalidParameter('Secrets that other services manage are not served here; leave Type out.')

// Tags, lists, passwords.

export const invalidTag = (reason: string) => invalidParameter(`Invalid tag: ${reason}`)
export const invalidNextToken = () => new ServiceError('InvalidNextTokenException', 'The specified token is not valid.')
export const invalidPassword = (reason: string) => invalidParameter(reason)
