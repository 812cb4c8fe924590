import type {
  BatchGetBuildBatchesOutput,
  BatchGetBuildsOutput,
  Build,
  BuildBatch,
  BuildPhase,
  StartBuildBatchOutput,
  StartBuildOutput,
} from '@aws-sdk/client-codebuild'
import type { ServiceError } from '@towpath/base'
import type { Links } from '../ports/links.ts'
import { buildRequest } from './build-request.ts'
import { CHECK_AFTER, FIRST_CHECK } from './check-times.ts'
import { ActionFailure, explained } from './failure.ts'
import type { ActionOutcome, ActionRequest, ExternalExecution, Provider } from './provider.ts'

/** A build of a project, or a batch of them. It goes on when the action is abandoned (documented). */
export function codebuildAction(links: Links): Provider {
  return {
    async start(request, signal) {
      const outcome = outcomeOf(request, await startBuild(request, signal), links)
      return outcome.type === 'waiting' ? { ...outcome, checkAfter: FIRST_CHECK } : outcome
    },
    async check(request, { externalExecutionId: id = '' }, signal) {
      const build = await findBuild(request, id, signal)
      if (build) return outcomeOf(request, build, links)
      throw new ActionFailure('JobFailed', `The build ${id} does not exist any more.`)
    },
  }
}

/** What builds and batches of them have in common, under one name. */
interface BuildView extends Pick<Build, 'id' | 'logs' | 'exportedEnvironmentVariables'> {
  status?: string
  phases?: Pick<BuildPhase, 'phaseType' | 'phaseStatus' | 'contexts'>[]
}

const isBatch = ({ configuration }: ActionRequest): boolean => configuration.BatchEnabled?.toLowerCase() === 'true'

const viewOfBuild = (build: Build): BuildView => ({ ...build, status: build.buildStatus })

const viewOfBatch = (batch: BuildBatch): BuildView => ({
  id: batch.id,
  status: batch.buildBatchStatus,
  phases: batch.phases as BuildView['phases'],
})

async function startBuild(request: ActionRequest, signal: AbortSignal): Promise<BuildView> {
  const { role, configuration } = request
  const input = buildRequest(request)
  const explain = startProblem(request)
  if (!isBatch(request)) {
    const started = role.call<StartBuildOutput>('codebuild', 'StartBuild', input, { signal })
    return viewOfBuild((await explained(started, explain)).build ?? {})
  }
  const combine = configuration.CombineArtifacts?.toLowerCase() === 'true'
  const batch = { ...input, ...(combine && { buildBatchConfigOverride: { combineArtifacts: true } }) }
  const started = role.call<StartBuildBatchOutput>('codebuild', 'StartBuildBatch', batch, { signal })
  return viewOfBatch((await explained(started, explain)).buildBatch ?? {})
}

async function findBuild(request: ActionRequest, id: string, signal: AbortSignal): Promise<BuildView | undefined> {
  const { role } = request
  if (isBatch(request)) {
    const asked = role.call<BatchGetBuildBatchesOutput>('codebuild', 'BatchGetBuildBatches', { ids: [id] }, { signal })
    return (await asked).buildBatches?.map(viewOfBatch)[0]
  }
  const asked = role.call<BatchGetBuildsOutput>('codebuild', 'BatchGetBuilds', { ids: [id] }, { signal })
  return (await asked).builds?.map(viewOfBuild)[0]
}

function outcomeOf(request: ActionRequest, build: BuildView, links: Links): ActionOutcome {
  const { account, region } = request
  const external: ExternalExecution = {
    externalExecutionId: build.id,
    externalExecutionUrl: links.build({ account, region, buildId: build.id ?? '' }) ?? build.logs?.deepLink,
  }
  switch (build.status) {
    case 'IN_PROGRESS':
      return { type: 'waiting', ...external, checkAfter: CHECK_AFTER }
    case 'SUCCEEDED':
      return { type: 'succeeded', ...external, outputVariables: exportedVariables(build) }
    default:
      throw new ActionFailure('JobFailed', failureMessage(build), external)
  }
}

const exportedVariables = ({ exportedEnvironmentVariables = [] }: BuildView): Record<string, string> =>
  Object.fromEntries(exportedEnvironmentVariables.map(({ name = '', value = '' }) => [name, value]))

/** AWS's text (observed), and how to read the log. */
function failureMessage({ status, phases = [], logs }: BuildView): string {
  const phase = phases.find(({ phaseStatus }) => phaseStatus && !['SUCCEEDED', 'IN_PROGRESS'].includes(phaseStatus))
  const { statusCode, message } = phase?.contexts?.find((context) => context.message) ?? {}
  const why = phase ? `. Phase: ${phase.phaseType}, Code: ${statusCode ?? ''}, Message: ${message ?? ''}` : ''
  const { groupName, streamName } = logs ?? {}
  const log = groupName && streamName ? `. Log: aws logs tail ${groupName} --log-stream-names ${streamName}` : ''
  return `Build terminated with state: ${status}${why}${log}`
}

function startProblem({ configuration, region }: ActionRequest) {
  return (error: ServiceError): ActionFailure | undefined => {
    switch (error.code) {
      case 'ResourceNotFoundException':
        return new ActionFailure(
          'ConfigurationError',
          `Error calling startBuild: ${error.message}. Create the build project ${configuration.ProjectName} in ${region}, or name another one in the action.`,
        )
      case 'InvalidInputException':
        return new ActionFailure('ConfigurationError', `Error calling startBuild: ${error.message}`)
      case 'AccountLimitExceededException':
        return new ActionFailure('JobFailed', `Error calling startBuild: ${error.message}`)
      default:
        return undefined
    }
  }
}
