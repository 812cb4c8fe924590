import type {
  CreateDeploymentInput,
  CreateDeploymentOutput,
  DeploymentInfo,
  GetDeploymentGroupOutput,
  GetDeploymentOutput,
} from '@aws-sdk/client-codedeploy'
import type { HeadObjectOutput } from '@aws-sdk/client-s3'
import { type Clock, formatArn, type ServiceError } from '@towpath/base'
import type { Links } from '../ports/links.ts'
import { onlyInput, storeProblem } from './artifacts.ts'
import { CHECK_AFTER, FIRST_CHECK } from './check-times.ts'
import { ActionFailure, explained, hasCode } from './failure.ts'
import type { ActionOutcome, ActionRequest, Provider } from './provider.ts'

/** A start that comes later than this after the action was begun may be its second, after a crash. In milliseconds. */
const FIRST_START = 500

/** A deployment of the input artifact, as it lies in the bucket of the pipeline. It goes on when the action is abandoned. */
export function codedeployAction(links: Links, clock: Clock): Provider {
  return {
    async start(request, signal) {
      const isRepeated = clock.now() - request.startedAt > FIRST_START
      const own = isRepeated ? await ownDeployment(request, signal) : undefined
      const id = own ?? (await createDeployment(request, signal))
      return { type: 'waiting', ...external(request, id, links), checkAfter: FIRST_CHECK }
    },
    async check(request, { externalExecutionId: id = '' }, signal) {
      return outcomeOf(request, id, await getDeployment(request, id, signal), links)
    },
  }
}

function external({ account, region }: ActionRequest, deploymentId: string, links: Links) {
  return {
    externalExecutionId: deploymentId,
    externalExecutionUrl: links.deployment({ account, region, deploymentId }),
  }
}

async function createDeployment(request: ActionRequest, signal: AbortSignal): Promise<string> {
  const { role, configuration } = request
  const input: CreateDeploymentInput = {
    applicationName: configuration.ApplicationName,
    deploymentGroupName: configuration.DeploymentGroupName,
    description: descriptionOf(request),
    revision: { revisionType: 'S3', s3Location: await revision(request, signal) },
  }
  try {
    const made = role.call<CreateDeploymentOutput>('codedeploy', 'CreateDeployment', input, { signal })
    return (await explained(made, startProblem(request))).deploymentId ?? ''
  } catch (error) {
    const [id] = hasCode(error, 'DeploymentLimitExceededException') ? (/d-[A-Z0-9]+/.exec(error.message) ?? []) : []
    if (id === undefined) throw error
    if (isOwn(request, await getDeployment(request, id, signal))) return id
    throw new ActionFailure(
      'JobFailed',
      `Deployment Group is already deploying deployment '${id}'. Wait for it, or stop it (aws deploy stop-deployment --deployment-id ${id}), then retry the stage.`,
    )
  }
}

/** Where hosts fetch the artifact, and what it is now: an artifact that is replaced under the same key is not deployed. */
async function revision(request: ActionRequest, signal: AbortSignal) {
  const { name, bucket, key } = onlyInput(request)
  const asked = { Bucket: bucket, Key: key }
  const head = await explained(request.role.call<HeadObjectOutput>('s3', 'HeadObject', asked, { signal }), (error) =>
    hasCode(error, 'NoSuchKey', 'NotFound')
      ? new ActionFailure(
          'ConfigurationError',
          `The artifact ${name} is not in its bucket any more: s3://${bucket}/${key}`,
        )
      : storeProblem(request, bucket)(error),
  )
  const eTag = head.ETag?.replaceAll('"', '')
  return { bucket, key, bundleType: 'zip' as const, eTag, version: head.VersionId }
}

/**
 * The deployment that this action made before the process ended that made it: CreateDeployment has no client token, so
 * the description tells. Seen where the role may look at the group; a deployment that still runs is found without.
 */
async function ownDeployment(request: ActionRequest, signal: AbortSignal): Promise<string | undefined> {
  const { account, region, role, configuration } = request
  const { ApplicationName: applicationName, DeploymentGroupName: deploymentGroupName } = configuration
  const resource = `deploymentgroup:${applicationName}/${deploymentGroupName}`
  const group = formatArn({ service: 'codedeploy', account, region, resource })
  if (!(await role.may('codedeploy:GetDeploymentGroup', group))) return undefined
  const asked = { applicationName, deploymentGroupName }
  const found = role.call<GetDeploymentGroupOutput>('codedeploy', 'GetDeploymentGroup', asked, { signal })
  const { deploymentGroupInfo } = await explained(found, startProblem(request))
  const id = deploymentGroupInfo?.lastAttemptedDeployment?.deploymentId
  return id !== undefined && isOwn(request, await getDeployment(request, id, signal)) ? id : undefined
}

const descriptionOf = ({ pipelineName, executionId, actionExecutionId }: ActionRequest): string =>
  `CodePipeline ${pipelineName}, execution ${executionId}, action execution ${actionExecutionId}`

const isOwn = (request: ActionRequest, deployment: DeploymentInfo): boolean =>
  deployment.description === descriptionOf(request)

async function getDeployment(request: ActionRequest, deploymentId: string, signal: AbortSignal) {
  const asked = request.role.call<GetDeploymentOutput>('codedeploy', 'GetDeployment', { deploymentId }, { signal })
  return (await asked).deploymentInfo ?? {}
}

function outcomeOf(request: ActionRequest, id: string, deployment: DeploymentInfo, links: Links): ActionOutcome {
  const told = external(request, id, links)
  switch (deployment.status) {
    case 'Succeeded':
      return { type: 'succeeded', ...told, summary: 'Deployment Succeeded', outputVariables: { DeploymentId: id } }
    case 'Failed':
    case 'Stopped':
      throw new ActionFailure('JobFailed', failureMessage(id, deployment), told)
    default:
      return { type: 'waiting', ...told, ...progress(deployment), checkAfter: CHECK_AFTER }
  }
}

function progress({ deploymentOverview: overview }: DeploymentInfo) {
  if (!overview) return {}
  const { Succeeded = 0, Failed = 0, Skipped = 0, Pending = 0, InProgress = 0, Ready = 0 } = overview
  const ended = Succeeded + Failed + Skipped
  const all = ended + Pending + InProgress + Ready
  return all === 0
    ? {}
    : { percentComplete: Math.floor((100 * ended) / all), summary: `${Succeeded} of ${all} instances done` }
}

function failureMessage(id: string, { status, errorInformation, rollbackInfo }: DeploymentInfo): string {
  const { code, message } = errorInformation ?? {}
  const why = [code, message].filter(Boolean).join(': ')
  const rollback = rollbackInfo?.rollbackDeploymentId
  const after = rollback ? ` It was rolled back with ${rollback}.` : ''
  return `Deployment ${id} ${status === 'Stopped' ? 'was stopped' : 'failed'}${why ? `: ${why}` : '.'}${after} See why: aws deploy list-deployment-targets --deployment-id ${id}`
}

function startProblem({ configuration, region }: ActionRequest) {
  return (error: ServiceError): ActionFailure | undefined => {
    const { ApplicationName: application, DeploymentGroupName: group } = configuration
    switch (error.code) {
      case 'ApplicationDoesNotExistException':
        return new ActionFailure(
          'ConfigurationError',
          `${error.message}. Create the CodeDeploy application ${application} in ${region}, or name another one in the action.`,
        )
      case 'DeploymentGroupDoesNotExistException':
        return new ActionFailure(
          'ConfigurationError',
          `${error.message}. Create the deployment group ${group} of the application ${application} in ${region}, or name another one in the action.`,
        )
      default:
        return undefined
    }
  }
}
