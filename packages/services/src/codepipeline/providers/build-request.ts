import type { EnvironmentVariable, ProjectArtifacts, ProjectSource, StartBuildInput } from '@aws-sdk/client-codebuild'
import { ActionFailure } from './failure.ts'
import type { ActionRequest, ArtifactObject } from './provider.ts'

const TYPES = ['PLAINTEXT', 'PARAMETER_STORE', 'SECRETS_MANAGER']

/**
 * What a build of this action is started with. Sources and artifacts of the project do not count: its sources are the
 * input artifacts, and what it puts out goes where the pipeline says (documented).
 */
export function buildRequest(request: ActionRequest): StartBuildInput {
  const { configuration, actionExecutionId, outputs } = request
  const { primary, others } = sourcesOf(request)
  const [only] = outputs
  return {
    projectName: configuration.ProjectName ?? '',
    idempotencyToken: actionExecutionId,
    sourceTypeOverride: 'CODEPIPELINE',
    sourceLocationOverride: place(primary),
    sourceVersion: `arn:aws:s3:::${place(primary)}`,
    secondarySourcesOverride: others.map(secondarySource),
    secondarySourcesVersionOverride: [],
    // Several outputs are all secondary artifacts of the buildspec, by their names (documented); the primary goes nowhere.
    artifactsOverride: only && outputs.length === 1 ? artifact(only) : { type: 'CODEPIPELINE' },
    secondaryArtifactsOverride: outputs.length > 1 ? outputs.map(artifact) : [],
    environmentVariablesOverride: environmentVariables(request),
  }
}

function sourcesOf({ action, configuration, inputs }: ActionRequest) {
  const wanted = configuration.PrimarySource
  const primary = wanted === undefined ? inputs[0] : inputs.find((input) => input.name === wanted)
  if (!primary) {
    const names = inputs.map((input) => input.name).join(', ') || 'none'
    throw new ActionFailure(
      'ConfigurationError',
      `PrimarySource of the action ${action.name} is "${wanted ?? ''}", which is not one of its input artifacts: ${names}.`,
    )
  }
  return { primary, others: inputs.filter((input) => input !== primary) }
}

const place = ({ bucket, key }: ArtifactObject): string => `${bucket}/${key}`

const secondarySource = (input: ArtifactObject): ProjectSource => ({
  type: 'CODEPIPELINE',
  sourceIdentifier: input.name,
  location: place(input),
})

const artifact = ({ name, bucket, key }: ArtifactObject): ProjectArtifacts => ({
  type: 'CODEPIPELINE',
  artifactIdentifier: name,
  location: bucket,
  path: key,
  packaging: 'ZIP',
})

/** Those of the action's configuration (a JSON list) and of the action itself. Of two with one name the last counts. */
function environmentVariables({ action, configuration, environmentVariables: own }: ActionRequest) {
  const variables = new Map<string | undefined, EnvironmentVariable>()
  for (const variable of parseVariables(action.name, configuration.EnvironmentVariables)) {
    variables.set(variable.name, variable)
  }
  for (const { name, value, type } of own) variables.set(name, { name, value, type })
  return [...variables.values()]
}

function parseVariables(action: string, text: string | undefined): EnvironmentVariable[] {
  if (text === undefined || text.trim() === '') return []
  const refuse = (why: string) =>
    new ActionFailure(
      'ConfigurationError',
      `EnvironmentVariables of the action ${action} ${why}. It is a JSON list: [{"name":"KEY","value":"value","type":"PLAINTEXT"}]`,
    )
  const items = parseJson(text)
  if (!Array.isArray(items)) throw refuse(`is not a JSON list: ${text.slice(0, 200)}`)
  return items.map((item: unknown) => {
    const { name, value, type = 'PLAINTEXT' } = (item ?? {}) as Record<string, unknown>
    if (typeof name !== 'string' || name === '') throw refuse('has an item without a name')
    if (typeof value !== 'string') throw refuse(`has no text as the value of ${name.slice(0, 100)}`)
    if (!TYPES.includes(type as string))
      throw refuse(`has a type for ${name.slice(0, 100)} that is none of ${TYPES.join(', ')}`)
    return { name, value, type: type as EnvironmentVariable['type'] }
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
