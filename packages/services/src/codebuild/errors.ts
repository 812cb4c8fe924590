import { ServiceError } from '@towpath/base'

/*
 * Every error this room answers with, one constructor a case. CodeBuild has few codes and all are HTTP 400 without
 * further members (documented), so the text is what helps. Texts that tools match on say so; the others are ours.
 */

const LONGEST_QUOTE = 300

/** A value as messages quote it: what was sent may be long, the answer is not. */
function quote(value: unknown): string {
  const text = typeof value === 'string' ? `"${value}"` : String(JSON.stringify(value))
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text
}

const exists = (message: string) => new ServiceError('ResourceAlreadyExistsException', message)
const notFound = (message: string) => new ServiceError('ResourceNotFoundException', message)
const limit = (message: string) => new ServiceError('AccountLimitExceededException', message)

/** Any other refusal of an input. */
export const invalidInput = (message: string) => new ServiceError('InvalidInputException', message)

// Projects. The first five texts are AWS's (observed).

export const invalidProjectName = () => invalidInput('Only alphanumeric characters, dash, and underscore are supported')
export const invalidSourceType = () => invalidInput('Invalid type provided: Project source type')
export const sourceLocationRequired = () => invalidInput('Project source location is required')
export const projectAlreadyExists = (arn: string) => exists(`Project already exists: ${arn}`)
export const projectNotFound = (arn: string) => notFound(`Project cannot be found: ${arn}`)
/** ListBuildsForProject says it in other words (observed). */
export const providedProjectNotFound = (arn: string) => notFound(`The provided project ${arn} does not exist`)
export const projectLimitExceeded = (most: number) => limit(`Cannot have more than ${most} projects for the account`)
export const invalidSource = (reason: string) => invalidInput(`Invalid project source: ${reason}`)
export const invalidArtifacts = (reason: string) => invalidInput(`Invalid artifacts: ${reason}`)
export const invalidCache = (reason: string) => invalidInput(`Invalid cache: ${reason}`)
export const invalidEnvironment = (reason: string) => invalidInput(`Invalid environment: ${reason}`)
export const invalidConcurrentBuildLimit = (value: number) =>
  invalidInput(`Invalid concurrent build limit ${value}: it must be at least 1, or -1 to remove it`)

// Service roles. Both texts are AWS's (observed); Terraform tries again on the second.

export const foreignServiceRole = () =>
  invalidInput("Invalid service role: Service role account ID does not match caller's account")
export const roleNotAssumable = (arn: string) =>
  invalidInput(`CodeBuild is not authorized to perform: sts:AssumeRole on ${arn}`)
export const invalidServiceRole = (arn: string) =>
  invalidInput(`Invalid service role: ${quote(arn)} is not the ARN of a role`)

// Builds.

export const invalidBuildId = () => invalidInput('Invalid build ID provided')
export const buildNotFound = (id: string) => notFound(`Build ${quote(id)} does not exist`)
/** Of a project of CodePipeline that is started by somebody else (observed). */
export const pipelineArtifactsMissing = () =>
  invalidInput('ArtifactsOverride must be set when using artifacts type CodePipelines')
/** The text is AWS's (observed). */
export const tooManyActiveBuilds = (most: number) =>
  limit(`Cannot have more than ${most} active builds for the account`)
export const pipelineBuildRetried = (id: string) =>
  invalidInput(`Build ${quote(id)} belongs to CodePipeline: retry the stage of its pipeline`)
export const idempotencyMismatch = (token: string) =>
  invalidInput(`The idempotency token ${quote(token)} was used with other parameters before`)

// Batches.

export const invalidBatchId = () => invalidInput('Invalid build batch ID provided')
export const batchNotFound = (id: string) => notFound(`Build batch ${quote(id)} does not exist`)
export const batchConfigRequired = () =>
  invalidInput('Build batches need a service role of their own: set serviceRole in the buildBatchConfig of the project')
export const batchNotRetryable = (id: string, status: string) =>
  invalidInput(`Build batch ${id} is ${status}: only batches that have failed can be retried`)
export const batchInProgress = (id: string) =>
  invalidInput(`Build batch ${id} is IN_PROGRESS: stop it before it is deleted`)

// Report groups and reports.

export const reportGroupAlreadyExists = (arn: string) => exists(`Report group already exists: ${arn}`)
export const reportGroupNotFound = (arn: string) => notFound(`Report group cannot be found: ${arn}`)
export const reportGroupLimitExceeded = (most: number) =>
  limit(`Cannot have more than ${most} report groups for the account`)
export const reportGroupHasReports = (arn: string) =>
  invalidInput(`The report group ${arn} has reports: delete them first, or set deleteReports`)
export const invalidReportGroupName = (name: unknown) =>
  invalidInput(`Invalid report group name ${quote(name)}: it takes 2 to 128 letters, digits, - and _`)
export const invalidExportConfig = (reason: string) => invalidInput(`Invalid report export config: ${reason}`)
/** DescribeTestCases and its like say it of a report. */
export const reportNotFound = (arn: string) => notFound(`Report cannot be found: ${quote(arn)}`)
export const invalidReportArn = (arn: unknown) => invalidInput(`Invalid report ARN ${quote(arn)}`)
export const noSuchTrend = (field: string, type: string) =>
  invalidInput(`Invalid trend field: report groups of type ${type} have no ${field}`)
export const invalidReportGroupArn = (arn: unknown) => invalidInput(`Invalid report group ARN ${quote(arn)}`)

// Source credentials.

export const sourceCredentialsAlreadyExist = (arn: string) => exists(`Source credentials already exist: ${arn}`)
export const sourceCredentialsNotFound = (arn: string) => notFound(`Source credentials cannot be found: ${quote(arn)}`)
export const authTypeNotSupported = (authType: string, serverType: string) =>
  invalidInput(`Authorization type ${authType} is not supported for server type ${serverType}`)
export const usernameRequired = () => invalidInput('A username is required for authorization type BASIC_AUTH')

// Webhooks. The text about access tokens is AWS's (observed).

export const invalidWebhook = (reason: string) => invalidInput(`Invalid webhook: ${reason}`)
export const webhookExists = (arn: string) => exists(`A webhook already exists for project ${arn}`)
export const webhookNotFound = (arn: string) => notFound(`There is no webhook for project ${arn}`)
export const noAccessToken = (type: string) =>
  invalidInput(`Could not find access token for server type ${type.toLowerCase()}`)
export const noRepositoryHooks = () =>
  invalidInput(
    'This control plane sets up no webhooks by itself: use manualCreation, and the payloadUrl and secret it answers',
  )
export const oauthProviderRefused = (message: string) => new ServiceError('OAuthProviderException', message)

// Sharing, and what is not here.

export const resourceNotFound = (arn: string) => notFound(`Resource cannot be found: ${quote(arn)}`)
export const invalidResourcePolicy = (reason: string) => invalidInput(`Invalid resource policy: ${reason}`)
export const accessRoleRequired = () => invalidInput('A resourceAccessRole is required for the visibility PUBLIC_READ')
/** `what`: as people call it. */
export const notServed = (what: string, instead: string) =>
  invalidInput(`${what} are not served by this control plane: ${instead}`)

// Input of many operations.

export const tooMany = (member: string, most: number, given: number) =>
  invalidInput(`At most ${most} ${member} can be asked for in one call; ${given} were given`)
export const invalidNextToken = (token: string) => invalidInput(`Invalid next token ${quote(token)}`)
export const invalidTags = (reason: string) => invalidInput(`Invalid tags: ${reason}`)
