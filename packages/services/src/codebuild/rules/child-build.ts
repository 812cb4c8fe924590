import type { EnvironmentVariable, ProjectArtifacts, ProjectEnvironment } from '@aws-sdk/client-codebuild'
import type { BatchGroup } from '../batch/batch-groups.ts'
import { mergeVariables } from '../environment/variables.ts'
import { type BatchInput, combines } from './batch-input.ts'
import type { BuildInput } from './build-input.ts'
import type { ProjectSettings } from './project-settings.ts'

/** Where one build of a batch leaves its artifact until all are put together: a zip. */
export interface PartialArtifact {
  bucket: string
  key: string
}

/** What one build of a batch runs with: what the batch has, with its own part of the specification over it. */
export function childInput(
  batch: BatchInput,
  batchId: string,
  group: BatchGroup,
  resolvedSourceVersion: string | undefined,
): BuildInput {
  const { settings } = batch.build
  const { env } = group
  const environment: ProjectEnvironment = {
    ...settings.environment,
    type: env.type === undefined ? settings.environment.type : (env.type as ProjectEnvironment['type']),
    image: env.image ?? settings.environment.image,
    computeType:
      env.computeType === undefined
        ? settings.environment.computeType
        : (env.computeType as ProjectEnvironment['computeType']),
    privilegedMode: env.privilegedMode ?? settings.environment.privilegedMode,
    environmentVariables: mergeVariables(settings.environment.environmentVariables ?? [], variablesOf(env.variables)),
  }
  const changed: ProjectSettings = {
    ...settings,
    environment,
    source: group.buildspec === undefined ? settings.source : { ...settings.source, buildspec: group.buildspec },
    // Of CodePipeline it is the artifact, not the commit that the artifact is of.
    sourceVersion: (settings.source.type !== 'CODEPIPELINE' && resolvedSourceVersion) || settings.sourceVersion,
    artifacts: combines(batch) ? partial(settings.artifacts, batchId, group.identifier) : settings.artifacts,
    // The batch is what is done again.
    autoRetryLimit: undefined,
  }
  return { ...batch.build, settings: changed, batchIdentifier: group.identifier }
}

const variablesOf = (variables: Record<string, string> = {}): EnvironmentVariable[] =>
  Object.entries(variables).map(([name, value]) => ({ name, value, type: 'PLAINTEXT' }))

/** The place of a build's part of the artifact; undefined when a batch puts nothing together. */
export function partialArtifact(
  artifacts: ProjectArtifacts,
  batchId: string,
  identifier: string,
): PartialArtifact | undefined {
  if (!artifacts.location) return undefined
  const uuid = batchId.slice(batchId.lastIndexOf(':') + 1)
  // The path of CodePipeline's artifacts is the whole key of the one zip.
  const base = artifacts.type === 'CODEPIPELINE' ? `${artifacts.path ?? ''}.parts` : (artifacts.path ?? '')
  const key = [...base.split('/'), uuid, `${identifier}.zip`].filter((part) => part !== '').join('/')
  return { bucket: artifacts.location, key }
}

function partial(artifacts: ProjectArtifacts, batchId: string, identifier: string): ProjectArtifacts {
  const place = partialArtifact(artifacts, batchId, identifier)
  if (!place) return artifacts
  if (artifacts.type === 'CODEPIPELINE') return { ...artifacts, path: place.key, packaging: 'ZIP' }
  const slash = place.key.lastIndexOf('/')
  return {
    ...artifacts,
    path: place.key.slice(0, Math.max(0, slash)),
    name: place.key.slice(slash + 1),
    namespaceType: 'NONE',
    packaging: 'ZIP',
    overrideArtifactName: false,
  }
}
