import { rm, stat } from 'node:fs/promises'
import type { CredentialsProvider, DeploymentSpecification } from '@towpath/agent-link'
import type { Clock } from '@towpath/base/clock.ts'
import type { AgentConfig, UnpackLimits } from '../config/config.ts'
import type { DeploymentFolder } from '../host/layout.ts'
import { downloadFromGitHub } from './download/github.ts'
import { copyFolder, linkLocalFile } from './download/local.ts'
import { downloadFromS3 } from './download/s3.ts'
import type { Network } from './download/transfer.ts'
import { RevisionError } from './failure.ts'
import { replaceArchive, unpackBundle } from './unpack/unpack.ts'

/** Where revisions come from on this host. */
export interface RevisionSources {
  config: AgentConfig
  region: string
  credentials: CredentialsProvider
  network: Network
  clock: Clock
  limits: UnpackLimits
}

/** Downloads and unpacks a deployment's revision. Rejects with RevisionError or NetworkError. */
export async function fetchRevision(
  spec: DeploymentSpecification,
  deployment: DeploymentFolder,
  sources: RevisionSources,
  signal?: AbortSignal,
): Promise<void> {
  const { revision } = spec
  const { limits } = sources
  await rm(deployment.bundle, { force: true })
  switch (revision.type) {
    case 'S3':
      await downloadFromS3(revision, deployment.bundle, s3Source(sources), signal)
      return unpackBundle(deployment, revision.bundleType, limits)
    case 'GitHub':
      await downloadFromGitHub(revision, spec.gitHubAccessToken, deployment.bundle, gitHubSource(sources), signal)
      return unpackBundle(deployment, revision.bundleType ?? 'tar', limits)
    case 'Local File':
    case 'Local Directory':
      if (revision.bundleType === 'directory') return copyRevision(revision.location, deployment)
      await linkLocalFile(revision.location, deployment)
      return unpackBundle(deployment, revision.bundleType, limits)
  }
}

async function copyRevision(location: string, deployment: DeploymentFolder): Promise<void> {
  const found = await stat(location).catch(() => undefined)
  if (!found?.isDirectory()) throw new RevisionError(`There is no folder at ${location}`)
  await replaceArchive(deployment, (folder) => copyFolder(location, folder))
}

function s3Source({ config, limits, ...rest }: RevisionSources) {
  const { s3EndpointOverride: endpoint, useFipsMode: useFips } = config
  return { ...rest, endpoint, useFips, maxBytes: limits.maxBundleBytes }
}

function gitHubSource({ config, limits, ...rest }: RevisionSources) {
  return { ...rest, endpoint: config.gitHubApiEndpoint, maxBytes: limits.maxBundleBytes }
}
