import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Revision } from '@towpath/agent-link'
import { UsageError } from '@towpath/base/errors.ts'
import { statIfThere } from '../host/files.ts'

export const BUNDLE_TYPES = ['tgz', 'tar', 'zip', 'directory'] as const
export type BundleType = (typeof BUNDLE_TYPES)[number]

export function bundleType(text: string): BundleType {
  const found = BUNDLE_TYPES.find((type) => type === text)
  if (found) return found
  throw new UsageError(`type ${JSON.stringify(text)} is not one of ${BUNDLE_TYPES.join(', ')}`)
}

/** The revision that a bundle location means. Throws UsageError; local paths are looked at. */
export async function revisionAt(
  location: string,
  type: BundleType,
  options: { cwd: string; appSpecFilename: string },
): Promise<Revision> {
  if (location.startsWith('http:')) throw new UsageError('bundle-location over http is not supported; use https')
  if (location.startsWith('https:')) return gitHubRevision(location, type)
  if (location.startsWith('s3:')) return s3Revision(location, type)
  return localRevision(resolve(options.cwd, location), type, options.appSpecFilename)
}

/** `s3://BUCKET/KEY?versionId=V&etag=E` */
function s3Revision(location: string, type: BundleType): Revision {
  const [, bucket, key, query = ''] = /^s3:\/\/([^/?]+)\/([^?]+)(?:\?(.*))?$/.exec(location) ?? []
  if (!bucket || !key) throw new UsageError(`bundle-location ${location} must be s3://BUCKET/KEY`)
  if (type === 'directory') throw new UsageError('a bundle in S3 is a file; say which with --type tgz, tar or zip')
  const parameters = new URLSearchParams(query)
  const version = parameters.get('versionId') ?? undefined
  const etag = parameters.get('etag') ?? undefined
  return { type: 'S3', bucket, key, bundleType: type, version, etag }
}

/** A repository's newest commit, or a commit by its address in the API. */
function gitHubRevision(location: string, type: BundleType): Revision {
  const bundle = type === 'zip' ? 'zip' : 'tar'
  const page = /^https:\/\/github\.com\/([^/]+)\/([^/]+?)(?:\.git)?\/?$/.exec(location)
  const [, account, repository] = page ?? []
  if (account && repository) return { type: 'GitHub', account, repository, commitId: 'HEAD', bundleType: bundle }
  const api = /^https:\/\/api\.github\.com\/repos\/([^/]+)\/([^/]+)\/(tarball|zipball)\/(.+)$/.exec(location)
  const [, owner, name, form, commitId] = api ?? []
  if (!owner || !name || !commitId) {
    throw new UsageError(`bundle-location ${location} is not a GitHub repository or the address of an archive of one`)
  }
  const bundleForm = form === 'zipball' ? 'zip' : 'tar'
  return { type: 'GitHub', account: owner, repository: name, commitId, bundleType: bundleForm }
}

async function localRevision(path: string, type: BundleType, appSpecFilename: string): Promise<Revision> {
  const found = await statIfThere(path)
  if (!found) throw new UsageError(`bundle-location ${path} does not exist`)
  if (type !== 'directory') {
    if (!found.isFile()) throw new UsageError(`bundle-location ${path} is a folder; use --type directory`)
    return { type: 'Local File', location: path, bundleType: type }
  }
  if (!found.isDirectory()) throw new UsageError(`bundle-location ${path} is a file; use --type tgz, tar or zip`)
  const names = [appSpecFilename, 'appspec.yml', 'appspec.yaml']
  const there = await Promise.all(names.map((name) => stat(join(path, name)).catch(() => undefined)))
  if (there.every((file) => !file?.isFile())) {
    throw new UsageError(`expecting an AppSpec file (${appSpecFilename}) in ${path}`)
  }
  return { type: 'Local Directory', location: path, bundleType: 'directory' }
}
