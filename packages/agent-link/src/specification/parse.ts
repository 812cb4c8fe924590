import { type ArchiveType, type DeploymentSpecification, InvalidSpecification, type Revision } from './specification.ts'

type Fields = Record<string, unknown>

/**
 * Reads the JSON text of a specification.
 *
 * Throws InvalidSpecification. Rules and messages as the official agent's, and one more: ids become names of folders,
 * so they must be names.
 */
export function parseSpecification(json: string): DeploymentSpecification {
  const fields = object(parseJson(json), 'Deployment Spec is not a JSON object')
  const spec: DeploymentSpecification = {
    deploymentId: folderName(shortDeploymentId(required(fields, 'DeploymentId')), 'DeploymentId'),
    deploymentGroupId: folderName(required(fields, 'DeploymentGroupId'), 'DeploymentGroupId'),
    deploymentGroupName: required(fields, 'DeploymentGroupName'),
    applicationName: required(fields, 'ApplicationName'),
    deploymentCreator: optional(fields, 'DeploymentCreator') ?? 'user',
    deploymentType: optional(fields, 'DeploymentType') ?? 'IN_PLACE',
    appSpecFilename: optional(fields, 'AppSpecFilename') ?? 'appspec.yml',
    fileExistsBehavior: fileExistsBehavior(fields),
    revision: revisionOf(fields),
  }
  const events = fields.AllPossibleLifecycleEvents
  if (Array.isArray(events)) spec.allPossibleLifecycleEvents = events.filter((event) => typeof event === 'string')
  const token = optional(fields, 'GitHubAccessToken') ?? oauthToken(fields)
  if (token !== undefined) spec.gitHubAccessToken = token
  return spec
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw new InvalidSpecification('Deployment Spec is not valid JSON', { cause })
  }
}

/** `arn:aws:codedeploy:REGION:ACCOUNT:deployment/d-ABC` is called `d-ABC` on the host. */
function shortDeploymentId(id: string): string {
  if (!id.startsWith('arn:')) return id
  return id.split(':')[5]?.split('/')[1] ?? ''
}

function folderName(id: string, key: string): string {
  if (id === '' || id === '.' || id === '..' || /[/\0\n\r]/.test(id)) {
    throw new InvalidSpecification(`Deployment Spec ${key} ${JSON.stringify(id)} cannot be the name of a folder`)
  }
  return id
}

function fileExistsBehavior(fields: Fields): string {
  const overrides = maybeObject(maybeObject(fields.AgentActionOverrides)?.AgentOverrides)
  return (optional(overrides ?? {}, 'FileExistsBehavior') ?? 'DISALLOW').toUpperCase()
}

const NO_REVISION = 'Exactly one of S3Revision, GitHubRevision, or LocalRevision must be specified'

function revisionOf(fields: Fields): Revision {
  const revision = object(fields.Revision, 'Must specify a revision')
  const type = optional(revision, 'RevisionType')
  if (type === undefined) throw new InvalidSpecification('Must specify a revision type')
  switch (type) {
    case 'S3':
      return s3Revision(object(revision.S3Revision, NO_REVISION))
    case 'GitHub':
      return gitHubRevision(object(revision.GitHubRevision, NO_REVISION))
    case 'Local File':
    case 'Local Directory': {
      const local = object(revision.LocalRevision, NO_REVISION)
      need(local, 'LocalRevision', ['Location', 'BundleType'])
      const bundleType = oneOf(required(local, 'BundleType'), ['tar', 'tgz', 'zip', 'directory'] as const)
      return { type, location: required(local, 'Location'), bundleType }
    }
    default:
      throw new InvalidSpecification(NO_REVISION)
  }
}

function s3Revision(s3: Fields): Revision {
  need(s3, 'S3Revision', ['Bucket', 'Key', 'BundleType'])
  const bundleType = oneOf(required(s3, 'BundleType'), ['tar', 'tgz', 'zip'] as const satisfies ArchiveType[])
  const revision: Revision = { type: 'S3', bucket: required(s3, 'Bucket'), key: required(s3, 'Key'), bundleType }
  const version = optional(s3, 'Version')
  const etag = optional(s3, 'ETag')
  if (version !== undefined) revision.version = version
  if (etag !== undefined) revision.etag = etag
  return revision
}

function gitHubRevision(gitHub: Fields): Revision {
  const anonymous = gitHub.Anonymous !== false
  need(gitHub, 'GitHubRevision', ['Account', 'Repository', 'CommitId', ...(anonymous ? [] : ['OAuthToken'])])
  const [account, repository, commitId] = [
    required(gitHub, 'Account'),
    required(gitHub, 'Repository'),
    required(gitHub, 'CommitId'),
  ]
  const bundleType = optional(gitHub, 'BundleType')
  if (bundleType === undefined) return { type: 'GitHub', account, repository, commitId }
  return { type: 'GitHub', account, repository, commitId, bundleType: oneOf(bundleType, ['zip', 'tar'] as const) }
}

function oauthToken(fields: Fields): string | undefined {
  const gitHub = maybeObject(maybeObject(fields.Revision)?.GitHubRevision)
  return gitHub ? optional(gitHub, 'OAuthToken') : undefined
}

function need(fields: Fields, shape: string, keys: string[]): void {
  if (keys.some((key) => optional(fields, key) === undefined)) {
    throw new InvalidSpecification(`${shape} in Deployment Spec must specify ${listed(keys)}`)
  }
}

function listed(keys: string[]): string {
  return `${keys.slice(0, -1).join(', ')} and ${keys.at(-1)}`
}

function oneOf<T extends string>(bundleType: string, allowed: readonly T[]): T {
  const found = allowed.find((type) => type === bundleType)
  if (found === undefined) {
    throw new InvalidSpecification(`BundleType in Deployment Spec must be ${allowed.join(', ')}, not "${bundleType}"`)
  }
  return found
}

/** Absent, null and empty count the same. */
function optional(fields: Fields, key: string): string | undefined {
  const value = fields[key]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function required(fields: Fields, key: string): string {
  const value = optional(fields, key)
  if (value === undefined) throw new InvalidSpecification(`Deployment Spec has no ${key}`)
  return value
}

function maybeObject(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
}

function object(value: unknown, message: string): Fields {
  const fields = maybeObject(value)
  if (!fields) throw new InvalidSpecification(message)
  return fields
}
