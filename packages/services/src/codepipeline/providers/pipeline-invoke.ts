import type { StartPipelineExecutionInput, StartPipelineExecutionOutput } from '@aws-sdk/client-codepipeline'
import type { Links } from '../ports/links.ts'
import { ActionFailure, explained } from './failure.ts'
import type { ActionRequest, Provider } from './provider.ts'

/** Starts another pipeline of the account and region. It is not waited for: AWS asks for no right to look at it. */
export function pipelineInvoke(links: Links): Provider {
  return {
    async start(request, signal) {
      const { account, region, role, configuration, actionExecutionId } = request
      const pipelineName = configuration.PipelineName ?? ''
      const input: StartPipelineExecutionInput = {
        name: pipelineName,
        clientRequestToken: actionExecutionId,
        sourceRevisions: parseList(request, 'SourceRevisions', ['actionName', 'revisionType', 'revisionValue']),
        variables: parseList(request, 'Variables', ['name', 'value']),
      }
      const started = role.call<StartPipelineExecutionOutput>('codepipeline', 'StartPipelineExecution', input, {
        signal,
      })
      const { pipelineExecutionId: executionId = '' } = await explained(started, (error) =>
        error.code === 'PipelineNotFoundException'
          ? new ActionFailure('ConfigurationError', `${error.message}. Name another one in PipelineName of the action.`)
          : undefined,
      )
      return {
        type: 'succeeded',
        externalExecutionId: executionId,
        externalExecutionUrl: links.execution({ account, region, pipelineName, executionId }),
        summary: `Started the pipeline ${pipelineName}`,
      }
    },
  }
}

/** A JSON list of objects with those texts, as configurations hold them. */
function parseList<Key extends string>(
  { action, configuration }: ActionRequest,
  name: string,
  keys: Key[],
): Record<Key, never>[] | undefined {
  const text = configuration[name]
  if (text === undefined || text.trim() === '') return undefined
  const refuse = () =>
    new ActionFailure(
      'ConfigurationError',
      `${name} of the action ${action.name} is not a JSON list of objects with ${keys.join(', ')}: ${text.slice(0, 200)}`,
    )
  let items: unknown
  try {
    items = JSON.parse(text)
  } catch {
    throw refuse()
  }
  if (!Array.isArray(items)) throw refuse()
  return items.map((item) => {
    if (keys.some((key) => typeof item?.[key] !== 'string')) throw refuse()
    return Object.fromEntries(keys.map((key) => [key, item[key]])) as Record<Key, never>
  })
}
