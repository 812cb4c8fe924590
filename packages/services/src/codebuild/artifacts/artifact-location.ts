import type { ProjectArtifacts } from '@aws-sdk/client-codebuild'
import type { ArtifactSpec } from '../buildspec/buildspec.ts'

/** What decides where an artifact goes, besides the project's settings. */
export interface ArtifactNaming {
  projectName: string
  /** The uuid of the build. */
  buildUuid: string
  /** The buildspec's part for this artifact. `name` and `s3Prefix` are expanded already; see expand. */
  spec?: Pick<ArtifactSpec, 'name' | 's3Prefix'>
}

/** `key` of the one zip, or of the folder (without a slash at its end) that gets one object a file. */
export type ArtifactLocation =
  | { packaging: 'ZIP'; bucket: string; key: string }
  | { packaging: 'NONE'; bucket: string; prefix: string }

/**
 * Where in S3 an artifact is put: `[s3-prefix/]path/[build id/]name` (documented). A name of `/` is the root, so it adds
 * nothing. Undefined for artifacts that S3 has no part in.
 */
export function artifactLocation(artifacts: ProjectArtifacts, naming: ArtifactNaming): ArtifactLocation | undefined {
  const { type, location: bucket, packaging, namespaceType, overrideArtifactName } = artifacts
  if (type !== 'S3' || !bucket) return undefined
  const own = naming.spec?.name
  const name = overrideArtifactName && own ? own : (artifacts.name ?? naming.projectName)
  const parts = [
    naming.spec?.s3Prefix,
    artifacts.path,
    namespaceType === 'BUILD_ID' ? naming.buildUuid : undefined,
    name,
  ]
  const key = parts.flatMap((part) => (part ?? '').split('/')).filter((part) => part !== '')
  if (packaging !== 'ZIP') return { packaging: 'NONE', bucket, prefix: key.join('/') }
  // A zip needs a name of its own, so the root takes the project's.
  return { packaging: 'ZIP', bucket, key: key.join('/') || naming.projectName }
}

/** As `Build.artifacts.location` shows it (documented). */
export function artifactArn(location: ArtifactLocation): string {
  const rest = location.packaging === 'ZIP' ? location.key : location.prefix
  return `arn:aws:s3:::${location.bucket}${rest === '' ? '' : `/${rest}`}`
}
