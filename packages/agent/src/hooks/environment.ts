import { type DeploymentSpecification, FETCHED_BUNDLES_BUCKET, parseFetchedBundleKey } from '@towpath/agent-link'

type Environment = Readonly<Record<string, string | undefined>>

/** What the agent may hold to prove who it is. Scripts never get it (the official agent hands it on, observed). */
const SECRETS = new Set([
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_CREDENTIALS_FILE',
  'AWS_CREDENTIAL_FILE',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SECRET_KEY',
  'AWS_SECURITY_TOKEN',
  'AWS_SESSION_TOKEN',
])

/** Of our own settings the only one that is for scripts. */
const DESTINATION_ROOT = 'TOWPATH_DESTINATION_ROOT'

/**
 * The environment of a hook script: that of the agent without what is the agent's alone, and what the event is about.
 * How scripts get credentials of their own (AWS_CONTAINER_CREDENTIALS_FULL_URI, ...) is handed on.
 */
export function hookEnvironment(
  agent: Environment,
  event: string,
  spec: DeploymentSpecification,
): Record<string, string> {
  const inherited = Object.entries(agent).filter(
    ([name]) => !SECRETS.has(name) && (!name.startsWith('TOWPATH_') || name === DESTINATION_ROOT),
  )
  const values: Record<string, string | undefined> = {
    ...Object.fromEntries(inherited),
    ...bundleVariables(spec),
    LIFECYCLE_EVENT: event,
    DEPLOYMENT_ID: spec.deploymentId,
    APPLICATION_NAME: spec.applicationName,
    DEPLOYMENT_GROUP_NAME: spec.deploymentGroupName,
    DEPLOYMENT_GROUP_ID: spec.deploymentGroupId,
  }
  const set = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(set)
}

function bundleVariables(spec: DeploymentSpecification): Record<string, string | undefined> {
  const { revision } = spec
  switch (revision.type) {
    case 'S3': {
      const commitId = fetchedCommit(spec)
      if (commitId !== undefined) return { BUNDLE_COMMIT: commitId }
      return {
        BUNDLE_BUCKET: revision.bucket,
        BUNDLE_KEY: revision.key,
        BUNDLE_VERSION: revision.version,
        BUNDLE_ETAG: revision.etag,
      }
    }
    case 'GitHub':
      return { BUNDLE_COMMIT: revision.commitId }
    case 'Local File':
    case 'Local Directory':
      return {}
  }
}

/** The control plane fetched the bundle from GitHub or an embedded repository: to scripts it is a GitHub revision. */
function fetchedCommit({ deploymentId, revision }: DeploymentSpecification): string | undefined {
  if (revision.type !== 'S3' || revision.bucket !== FETCHED_BUNDLES_BUCKET) return undefined
  const fetched = parseFetchedBundleKey(revision.key)
  return fetched?.deploymentId === deploymentId ? fetched.commitId : undefined
}
