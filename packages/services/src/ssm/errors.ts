import { ServiceError } from '@towpath/base'

/*
 * Every error this room answers with, one constructor a case. All are HTTP 400. Texts marked as observed are AWS's; the
 * others are ours. Values of parameters are never quoted.
 */

/** What Systems Manager says of most input that it cannot take. */
export const invalid = (message: string) => new ServiceError('ValidationException', message)

// Names.

/** Observed. */
export const invalidName = () =>
  invalid(
    'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
  )
/** Observed. */
export const notFullyQualified = () => invalid('Parameter name must be a fully qualified name.')
export const tooManyLevels = (name: string, most: number) =>
  new ServiceError(
    'HierarchyLevelLimitExceededException',
    `The hierarchy of "${name}" has more than ${most} levels. A hierarchy can have at most ${most}.`,
  )
export const invalidPath = (path: string) =>
  invalid(`The parameter doesn't meet the parameter name requirements: the path "${path}" must begin with "/".`)

// Parameters.

/** Observed. */
export const parameterAlreadyExists = () =>
  new ServiceError(
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  )
export const parameterNotFound = (name: string) => new ServiceError('ParameterNotFound', `Parameter ${name} not found.`)
/** Observed. */
export const versionNotFound = (name: string, version: string | number) =>
  new ServiceError(
    'ParameterVersionNotFound',
    `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
  )
export const labelNotFound = (name: string, label: string) =>
  new ServiceError(
    'ParameterVersionNotFound',
    `Systems Manager could not find label ${label} on parameter ${name}. Verify the label and try again.`,
  )
export const typeRequired = () => invalid('A parameter type is required when you create a parameter.')
export const typeCannotChange = (from: string, to: string) =>
  new ServiceError(
    'HierarchyTypeMismatchException',
    `A parameter cannot be changed from type ${from} to ${to}. Delete it and create it again.`,
  )
export const parameterLimitExceeded = (most: number) =>
  new ServiceError('ParameterLimitExceeded', `There are ${most} parameters already in this account and region.`)
export const versionLimitExceeded = (name: string, most: number) =>
  new ServiceError(
    'ParameterMaxVersionLimitExceeded',
    `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. The oldest of its ${most} versions can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
  )
/** Observed. */
export const valueTooLong = (tier: string, most: number) =>
  invalid(
    tier === 'Standard'
      ? `Standard tier parameters support a maximum parameter value of ${most} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html`
      : `${tier} tier parameters support a maximum parameter value of ${most} characters.`,
  )
export const emptyValue = () =>
  invalid("1 validation error detected: Value at 'value' failed to satisfy constraint: Member must not be empty")
export const invalidAllowedPattern = (pattern: string) =>
  new ServiceError('InvalidAllowedPatternException', `"${pattern}" is not a regular expression.`)
/** Observed, without the value. */
export const patternMismatch = (pattern: string) =>
  new ServiceError(
    'ParameterPatternMismatchException',
    `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
  )
export const noKeys = (keyId: string) =>
  new ServiceError('InvalidKeyId', `The key "${keyId}" cannot be used: this control plane has no KMS. Leave KeyId out.`)
export const keyIdWithoutSecret = () => invalid('KeyId is only taken for parameters of type SecureString.')
export const unservedDataType = (type: string) => invalid(`The data type "${type}" is not served here; use text.`)
export const noPolicies = () =>
  new ServiceError('InvalidPolicyTypeException', 'Parameter policies are not served here; leave Policies out.')

// Labels and tags.

export const labelLimitExceeded = (most: number) =>
  new ServiceError('ParameterVersionLabelLimitExceeded', `A version of a parameter can have at most ${most} labels.`)
/** Observed. */
export const tagsWithOverwrite = () =>
  invalid(
    "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
  )
export const tooManyTags = (most: number) =>
  new ServiceError('TooManyTagsError', `A parameter can have at most ${most} tags.`)
export const invalidTag = (reason: string) => invalid(`Invalid tag: ${reason}`)
export const invalidResourceType = (type: string) =>
  new ServiceError('InvalidResourceType', `Resources of type "${type}" are not served here; only Parameter is.`)
/** Observed. */
export const invalidResourceId = () =>
  new ServiceError(
    'InvalidResourceId',
    'The resource ID is not valid. Verify that you entered the correct ID and try again.',
  )

// Lists.

export const invalidNextToken = () => new ServiceError('InvalidNextToken', 'The specified token is not valid.')
export const invalidFilterKey = (key: string) =>
  new ServiceError('InvalidFilterKey', `The filter key "${key}" is not valid here.`)
export const invalidFilterOption = (option: string, key: string) =>
  new ServiceError('InvalidFilterOption', `The filter option "${option}" is not valid for the key "${key}".`)
export const invalidFilterValue = (reason: string) => new ServiceError('InvalidFilterValue', reason)
export const bothFilters = () => invalid('You can use either Filters or ParameterFilters in a single request.')
