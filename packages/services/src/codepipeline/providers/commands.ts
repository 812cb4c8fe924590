import type { CommandsBuild, CommandsBuildState, CommandsBuilds } from '../ports/commands-builds.ts'
import { sessionName } from '../rules/session-name.ts'
import { CHECK_AFTER, FIRST_CHECK } from './check-times.ts'
import { ActionFailure } from './failure.ts'
import type { ActionOutcome, ActionRequest, Provider } from './provider.ts'

/** Longest time that commands take, in minutes (documented). */
const TIMEOUT = 55

/** Commands in a build of the pipeline's own, without a project. The build ends with the action. */
export function commandsAction(builds: CommandsBuilds): Provider {
  return {
    async start(request) {
      const refusal = await builds.start(commandsBuild(request))
      if (refusal) throw new ActionFailure('ConfigurationError', refusal.refused)
      return { type: 'waiting', externalExecutionId: buildIdOf(request), checkAfter: FIRST_CHECK }
    },
    async check(request) {
      const { account, region } = request
      const build = await builds.find({ account, region, buildId: buildIdOf(request) })
      if (!build) throw new ActionFailure('JobFailed', `The build ${buildIdOf(request)} does not exist any more.`)
      return outcomeOf(request, build)
    },
    async abandon(request) {
      const { account, region } = request
      await builds.stop({ account, region, buildId: buildIdOf(request) })
    },
  }
}

/**
 * The uuid is that of the action execution: a second start is the same build. Before it stands what a project could be
 * called; pipelines and actions may have names that are longer or have other signs.
 */
function buildIdOf({ pipelineName, action, actionExecutionId }: ActionRequest): string {
  const name = `pipeline-${pipelineName}-${action.name}`.replace(/[^\w-]/g, '-').slice(0, LONGEST_NAME)
  return `${name}:${actionExecutionId}`
}

const LONGEST_NAME = 150

export function commandsBuild(request: ActionRequest): CommandsBuild {
  const { account, region, pipelineName, pipelineArn, action, configuration, inputs, outputs } = request
  const [output] = outputs
  return {
    account,
    region,
    buildId: buildIdOf(request),
    initiator: `codepipeline/${pipelineName}`,
    role: {
      pipelineRoleArn: request.pipelineRoleArn,
      actionRoleArn: action.roleArn,
      pipelineArn,
      sessionName: sessionName(pipelineName),
    },
    buildspec: JSON.stringify(buildspecOf(request)),
    environment: {
      type: environmentType(configuration.EnvironmentType),
      computeType: configuration.ComputeType ?? 'BUILD_GENERAL1_SMALL',
      variables: request.environmentVariables,
    },
    sources: inputs.map(({ name, bucket, key }) => ({ identifier: name, bucket, key })),
    ...(output && { artifact: { bucket: output.bucket, key: output.key } }),
    logGroup: `/aws/codepipeline/${pipelineName}`,
    timeoutInMinutes: Math.min(action.timeoutInMinutes ?? TIMEOUT, TIMEOUT),
  }
}

function environmentType(given: string | undefined): CommandsBuild['environment']['type'] {
  return given === 'WINDOWS_SERVER_2022_CONTAINER' ? given : 'LINUX_CONTAINER'
}

/** What the action asks for, as the buildspec that CodeBuild runs. */
function buildspecOf({ action, commands }: ActionRequest) {
  const files = action.outputArtifacts?.[0]?.files
  return {
    version: '0.2',
    ...(action.outputVariables?.length && { env: { 'exported-variables': action.outputVariables } }),
    phases: { build: { commands } },
    ...(action.outputArtifacts?.length && { artifacts: { files: files?.length ? files : ['**/*'] } }),
  }
}

function outcomeOf(request: ActionRequest, build: CommandsBuildState): ActionOutcome {
  const external = { externalExecutionId: buildIdOf(request), externalExecutionUrl: build.logUrl }
  switch (build.status) {
    case 'IN_PROGRESS':
      return { type: 'waiting', ...external, checkAfter: CHECK_AFTER }
    case 'SUCCEEDED':
      return { type: 'succeeded', ...external, outputVariables: { ...build.exportedVariables } }
    default:
      throw new ActionFailure('JobFailed', failureMessage(request, build), external)
  }
}

/** As of a build of CodeBuild (observed), and how to read the log. */
function failureMessage({ pipelineName, actionExecutionId }: ActionRequest, { status, failure }: CommandsBuildState) {
  const why = failure ? `. Phase: ${failure.phase}, Code: ${failure.code}, Message: ${failure.message}` : ''
  return `Build terminated with state: ${status}${why}. Log: aws logs tail /aws/codepipeline/${pipelineName} --log-stream-names ${actionExecutionId}`
}
