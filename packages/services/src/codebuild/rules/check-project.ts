import type { ProjectArtifacts, ProjectSource } from '@aws-sdk/client-codebuild'
import { buildspecLocation } from '../buildspec/location.ts'
import {
  invalidArtifacts,
  invalidCache,
  invalidConcurrentBuildLimit,
  invalidEnvironment,
  invalidProjectName,
  invalidSource,
  sourceLocationRequired,
} from '../errors.ts'
import type { ProjectSettings } from './project-settings.ts'
import { MOST_SECONDARY } from './quotas.ts'
import { checkTags } from './tags.ts'

/** A name, as CreateProject takes it (documented). */
export function checkProjectName(name: string | undefined): string {
  if (name === undefined || !/^[A-Za-z0-9][A-Za-z0-9\-_]{1,149}$/.test(name)) throw invalidProjectName()
  return name
}

/** Settings that fit together; what the model says of each member by itself is checked before. */
export function checkSettings(settings: ProjectSettings): ProjectSettings {
  checkSource(settings.source)
  checkSecondarySources(settings)
  checkArtifacts(settings.artifacts)
  checkPairing(settings)
  checkSecondaryArtifacts(settings.secondaryArtifacts ?? [])
  checkCache(settings)
  checkEnvironment(settings)
  const { concurrentBuildLimit: limit } = settings
  if (limit !== undefined && limit < 1) throw invalidConcurrentBuildLimit(limit)
  return { ...settings, tags: checkTags(settings.tags) }
}

const REPORTING = new Set(['GITHUB', 'GITHUB_ENTERPRISE', 'GITLAB', 'GITLAB_SELF_MANAGED', 'BITBUCKET'])

function checkSource({ type, location, buildspec, reportBuildStatus }: ProjectSource): void {
  const needsLocation = type !== 'CODEPIPELINE' && type !== 'NO_SOURCE'
  if (needsLocation && !location) throw sourceLocationRequired()
  if (type === 'NO_SOURCE' && location) throw invalidSource('type NO_SOURCE takes no location')
  if (type === 'NO_SOURCE' && buildspecLocation(buildspec).type === 'path') {
    throw invalidSource('type NO_SOURCE needs the buildspec itself, or the ARN of one in S3')
  }
  if (reportBuildStatus && !REPORTING.has(type ?? '')) throw invalidSource(`type ${type} takes no reportBuildStatus`)
}

function checkSecondarySources({ secondarySources = [], secondarySourceVersions = [] }: ProjectSettings): void {
  if (secondarySources.length > MOST_SECONDARY) {
    throw invalidSource(`${secondarySources.length} secondary sources are given, at most ${MOST_SECONDARY} may be`)
  }
  const identifiers = new Set<string>()
  for (const source of secondarySources) {
    checkSource(source)
    const { sourceIdentifier = '' } = source
    if (!/^\w{1,127}$/.test(sourceIdentifier)) {
      throw invalidSource(`"${sourceIdentifier}" is not a source identifier: it takes letters, digits and _`)
    }
    if (identifiers.has(sourceIdentifier)) throw invalidSource(`the identifier "${sourceIdentifier}" is given twice`)
    identifiers.add(sourceIdentifier)
  }
  const stray = secondarySourceVersions.find(({ sourceIdentifier }) => !identifiers.has(sourceIdentifier ?? ''))
  if (stray) throw invalidSource(`there is no secondary source "${stray.sourceIdentifier}" to have a version`)
}

function checkArtifacts({ type, location, encryptionDisabled }: ProjectArtifacts): void {
  // The text is AWS's (observed).
  if (type === 'NO_ARTIFACTS' && location) {
    throw invalidArtifacts('artifact type NO_ARTIFACTS should have null location')
  }
  if (type === 'S3' && !location) throw invalidArtifacts('artifact type S3 needs a bucket as its location')
  if (type !== 'S3' && encryptionDisabled) throw invalidArtifacts(`artifact type ${type} takes no encryptionDisabled`)
}

/** CodePipeline brings the source and takes the artifacts, or does neither. */
function checkPairing({ source, artifacts }: ProjectSettings): void {
  if ((source.type === 'CODEPIPELINE') === (artifacts.type === 'CODEPIPELINE')) return
  throw invalidArtifacts(
    `source type ${source.type} does not go with artifact type ${artifacts.type}: both are CODEPIPELINE, or neither is`,
  )
}

function checkSecondaryArtifacts(secondary: readonly ProjectArtifacts[]): void {
  if (secondary.length > MOST_SECONDARY) {
    throw invalidArtifacts(`${secondary.length} secondary artifacts are given, at most ${MOST_SECONDARY} may be`)
  }
  const identifiers = new Set<string>()
  for (const artifacts of secondary) {
    checkArtifacts(artifacts)
    const { artifactIdentifier = '', type } = artifacts
    if (type === 'CODEPIPELINE') throw invalidArtifacts('secondary artifacts cannot be of type CODEPIPELINE')
    if (!/^\w{1,128}$/.test(artifactIdentifier)) {
      throw invalidArtifacts(`"${artifactIdentifier}" is not an artifact identifier: it takes letters, digits and _`)
    }
    if (identifiers.has(artifactIdentifier))
      throw invalidArtifacts(`the identifier "${artifactIdentifier}" is given twice`)
    identifiers.add(artifactIdentifier)
  }
}

function checkCache({ cache, environment }: ProjectSettings): void {
  if (cache.type === 'S3' && !cache.location) throw invalidCache('type S3 needs a bucket and prefix as its location')
  if (cache.type === 'LOCAL' && !cache.modes?.length) throw invalidCache('type LOCAL needs modes')
  if (cache.modes?.includes('LOCAL_DOCKER_LAYER_CACHE') && !environment.privilegedMode) {
    throw invalidCache('mode LOCAL_DOCKER_LAYER_CACHE needs an environment in privileged mode')
  }
}

function checkEnvironment({ environment }: ProjectSettings): void {
  if (!environment.image) throw invalidEnvironment('an image is required')
  const names = new Set<string>()
  for (const { name = '' } of environment.environmentVariables ?? []) {
    if (name === '' || /[=\0]/.test(name)) throw invalidEnvironment(`"${name}" cannot name a variable`)
    if (names.has(name)) throw invalidEnvironment(`the variable "${name}" is given twice`)
    names.add(name)
  }
}
