import type { EnvironmentVariable, ProjectEnvironment, ProjectSource, StartBuildInput } from '@aws-sdk/client-codebuild'
import { mergeVariables } from '../environment/variables.ts'
import type { ProjectSettings } from './project-settings.ts'

type StartRequest = Omit<StartBuildInput, 'projectName'>

/** What a build is started with: the project's settings with those of the request over them, for that build alone. */
export function settingsOfBuild(
  project: ProjectSettings,
  request: Omit<StartBuildInput, 'projectName'>,
): ProjectSettings {
  const changes: Partial<ProjectSettings> = {
    source: sourceOf(project.source, request),
    sourceVersion: request.sourceVersion,
    secondarySources: request.secondarySourcesOverride,
    secondarySourceVersions: request.secondarySourcesVersionOverride,
    artifacts: request.artifactsOverride,
    secondaryArtifacts: request.secondaryArtifactsOverride,
    environment: environmentOf(project.environment, request),
    cache: request.cacheOverride,
    serviceRole: request.serviceRoleOverride,
    timeoutInMinutes: request.timeoutInMinutesOverride,
    queuedTimeoutInMinutes: request.queuedTimeoutInMinutesOverride,
    encryptionKey: request.encryptionKeyOverride,
    logsConfig: request.logsConfigOverride,
    autoRetryLimit: request.autoRetryLimitOverride,
  }
  return over(project, changes)
}

function sourceOf(source: ProjectSource, request: StartRequest): ProjectSource {
  return over(source, {
    type: request.sourceTypeOverride,
    location: request.sourceLocationOverride,
    auth: request.sourceAuthOverride,
    gitCloneDepth: request.gitCloneDepthOverride,
    gitSubmodulesConfig: request.gitSubmodulesConfigOverride,
    buildspec: request.buildspecOverride,
    insecureSsl: request.insecureSslOverride,
    reportBuildStatus: request.reportBuildStatusOverride,
    buildStatusConfig: request.buildStatusConfigOverride,
  })
}

function environmentOf(environment: ProjectEnvironment, request: StartRequest): ProjectEnvironment {
  const own: EnvironmentVariable[] = environment.environmentVariables ?? []
  return over(environment, {
    type: request.environmentTypeOverride,
    image: request.imageOverride,
    computeType: request.computeTypeOverride,
    privilegedMode: request.privilegedModeOverride,
    certificate: request.certificateOverride,
    registryCredential: request.registryCredentialOverride,
    imagePullCredentialsType: request.imagePullCredentialsTypeOverride,
    fleet: request.fleetOverride,
    // By name: those that the request does not speak of stay (documented).
    environmentVariables: mergeVariables(own, request.environmentVariablesOverride ?? []),
  })
}

/** Members of `changes` that are given stand in place of those of `base`. */
function over<T extends object>(base: T, changes: Partial<T>): T {
  return { ...base, ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) }
}
