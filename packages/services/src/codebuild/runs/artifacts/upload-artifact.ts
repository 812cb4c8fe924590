import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BuildArtifacts, ProjectArtifacts } from '@aws-sdk/client-codebuild'
import { type ArtifactLocation, artifactArn, artifactLocation } from '../../artifacts/artifact-location.ts'
import { noMatchingPaths } from '../../artifacts/select-files.ts'
import type { ArtifactSpec } from '../../buildspec/buildspec.ts'
import type { RoleCalls } from '../../ports/build-roles.ts'
import { buildArn } from '../../rules/arns.ts'
import { uuidOf } from '../../rules/new-build.ts'
import type { Collected, ExpandedArtifact } from '../build-context.ts'
import { BuildFailure, failureOf } from '../build-failure.ts'
import type { BuildSession } from '../build-session.ts'
import type { ListedFile } from '../files/list-files.ts'
import { putFile } from '../files/put-file.ts'
import { zipFiles } from '../files/zip.ts'
import { selectArtifact } from './select-artifact.ts'

export interface Upload {
  artifacts: ProjectArtifacts
  spec: ArtifactSpec
  expanded: ExpandedArtifact
  collected: Collected
  signal: AbortSignal
}

/** Packs and uploads one artifact. Resolves to how builds show it. Rejects with a BuildFailure. */
export async function uploadArtifact(
  session: BuildSession,
  role: RoleCalls,
  upload: Upload,
): Promise<BuildArtifacts | undefined> {
  const { artifacts, spec, expanded, collected } = upload
  const location = locationOf(session, artifacts, expanded)
  if (!location) return undefined
  const files = await selectArtifact(session, spec, { baseDirectory: expanded.baseDirectory, collected })
  if (files.length === 0) {
    const { statusCode, message } = noMatchingPaths()
    throw new BuildFailure(statusCode, message)
  }
  session.log.say(`Found ${files.length} file(s)`)
  const { artifactIdentifier, overrideArtifactName, encryptionDisabled, bucketOwnerAccess } = artifacts
  const shown = {
    location: artifactArn(location),
    artifactIdentifier,
    overrideArtifactName,
    encryptionDisabled,
    bucketOwnerAccess,
  }
  try {
    if (location.packaging === 'ZIP') return { ...shown, ...(await uploadZip(session, role, location, files, upload)) }
    for (const file of files) {
      const key = [location.prefix, file.path].filter((part) => part !== '').join('/')
      const metadata = { 'codebuild-buildarn': buildArn(session.scope, session.record.id) }
      await putFile(role, { bucket: location.bucket, key, file: file.real, metadata, signal: upload.signal })
    }
    return shown
  } catch (error) {
    throw failureOf(error, 'Failed to upload artifacts')
  }
}

/** CodePipeline has settled the whole key; packaging, name and namespace of the project play no part (documented). */
function locationOf(
  { record }: BuildSession,
  artifacts: ProjectArtifacts,
  spec: ExpandedArtifact,
): ArtifactLocation | undefined {
  const { type, location, path } = artifacts
  if (type === 'CODEPIPELINE') return location && path ? { packaging: 'ZIP', bucket: location, key: path } : undefined
  return artifactLocation(artifacts, { projectName: record.projectName, buildUuid: uuidOf(record.id), spec })
}

async function uploadZip(
  session: BuildSession,
  role: RoleCalls,
  { bucket, key }: { bucket: string; key: string },
  files: ListedFile[],
  { spec, signal }: Upload,
): Promise<{ md5sum: string; sha256sum: string }> {
  const file = join(session.folder.path, 'artifact.zip')
  try {
    const { md5, sha256 } = await zipFiles(files, file, { links: spec.enableSymlinks, signal })
    const metadata = {
      'codebuild-buildarn': buildArn(session.scope, session.record.id),
      'codebuild-content-md5': md5,
      'codebuild-content-sha256': sha256,
    }
    await putFile(role, { bucket, key, file, metadata, signal })
    return { md5sum: md5, sha256sum: sha256 }
  } finally {
    await rm(file, { force: true })
  }
}
