import type { StartBuildInput } from '@aws-sdk/client-codebuild'
import { pipelineArtifactsMissing } from '../errors.ts'
import { checkSettings } from './check-project.ts'
import type { ProjectSettings } from './project-settings.ts'

/** Settings that a build can run with. Only CodePipeline brings secondary artifacts of its own type. */
export function checkStart(
  settings: ProjectSettings,
  request: Pick<StartBuildInput, 'artifactsOverride' | 'sourceVersion'>,
): ProjectSettings {
  if (settings.artifacts.type !== 'CODEPIPELINE') return checkSettings(settings)
  if (!request.artifactsOverride) throw pipelineArtifactsMissing()
  const secondaryArtifacts = settings.secondaryArtifacts?.map((each) => ({ ...each, type: 'S3' as const }))
  checkSettings({ ...settings, secondaryArtifacts })
  return settings
}
