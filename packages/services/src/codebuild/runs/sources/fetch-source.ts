import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProjectSource } from '@aws-sdk/client-codebuild'
import type { RoleCalls } from '../../ports/build-roles.ts'
import { SourceCredentials } from '../../state/source-credentials.ts'
import { BuildFailure, clientError } from '../build-failure.ts'
import type { BuildSession } from '../build-session.ts'
import { fetchFromS3 } from './s3-source.ts'
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
  if (isGit(source.type)) return checkOut(session, { source, version, folder, signal })
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
      return { resolvedVersion: await fetchFromS3(role, { location, version: undefined, ...place }) }
    }
    default:
      return {}
  }
}

async function checkOut(
  { deps, scope, log }: BuildSession,
  {
    source,
    version,
    folder,
    signal,
  }: { source: ProjectSource; version: string | undefined; folder: string; signal: AbortSignal },
): Promise<FetchedSource> {
  const { type, location = '' } = source
  const credentials =
    type === 'CODECOMMIT' || type === undefined
      ? undefined
      : await new SourceCredentials(deps.store.db, scope, deps.sealing).open(type as 'GITHUB')
  const outcome = await deps.checkout.checkout({
    ...scope,
    type: type as 'GITHUB',
    location,
    version: version || undefined,
    depth: source.gitCloneDepth ?? 1,
    submodules: source.gitSubmodulesConfig?.fetchSubmodules ?? false,
    insecureSsl: source.insecureSsl ?? false,
    credentials,
    folder,
    output: (text) => log.say(...text.split('\n').filter((line) => line !== '')),
    signal,
  })
  if ('commitId' in outcome) return { resolvedVersion: outcome.commitId, repositoryUrl: location }
  throw new BuildFailure('GIT_CLONE_FAILED', `Git clone failed: ${outcome.message}`)
}
