import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProjectSource } from '@aws-sdk/client-codebuild'
import type { RoleCalls } from '../../ports/build-roles.ts'
import { clientError } from '../build-failure.ts'
import type { BuildSession } from '../build-session.ts'
import { checkOut } from './check-out.ts'
import { projectSource } from './clone-reference.ts'
import { fetchArtifact, fetchFromS3 } from './s3-source.ts'
import { isGit } from './source-folders.ts'

export interface FetchedSource {
  /** Of git and CodePipeline; not of S3. */
  resolvedVersion?: string
  /** Clone URL, or `s3://…`. */
  repositoryUrl?: string
}

/** Puts a source into a folder of this machine, which is made anew. Rejects with a BuildFailure. */
export async function fetchSource(
  session: BuildSession,
  role: RoleCalls,
  {
    source,
    version,
    folder,
    signal,
  }: { source: ProjectSource; version: string | undefined; folder: string; signal: AbortSignal },
): Promise<FetchedSource> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const { deps, scope, log } = session
  const output = (text: string) => log.say(...text.split('\n').filter((line) => line !== ''))
  if (isGit(source.type)) {
    return checkOut(deps, scope, role, {
      type: source.type as 'GITHUB',
      location: source.location ?? '',
      version: version || undefined,
      depth: source.gitCloneDepth ?? 1,
      submodules: source.gitSubmodulesConfig?.fetchSubmodules ?? false,
      insecureSsl: source.insecureSsl ?? false,
      folder,
      output,
      signal,
    })
  }
  const place = { folder, scratch: join(session.folder.path, 'download'), signal }
  switch (source.type) {
    case 'S3': {
      const location = source.location ?? ''
      await fetchFromS3(role, { location, version, ...place })
      return { repositoryUrl: `s3://${location}` }
    }
    case 'CODEPIPELINE': {
      const location = source.location || (version ?? '').replace(/^arn:[a-z0-9-]+:s3:::/, '')
      if (location === '') throw clientError('CodePipeline has handed over no source')
      const artifact = await fetchArtifact(role, { location, ...place })
      if (!('clone' in artifact)) return { resolvedVersion: artifact.revision }
      const { commitId, connectionArn } = artifact.clone
      return checkOut(deps, scope, role, {
        ...projectSource(artifact.clone, scope.region),
        version: commitId,
        connectionArn,
        // A full clone (documented).
        depth: 0,
        submodules: false,
        insecureSsl: false,
        folder,
        output,
        signal,
      })
    }
    default:
      return {}
  }
}
