import { createWriteStream } from 'node:fs'
import { cp, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ListObjectsV2Output } from '@aws-sdk/client-s3'
import type { RoleCalls } from '../../ports/build-roles.ts'
import { clientError, failureOf } from '../build-failure.ts'
import { type CloneReference, LONGEST_REFERENCE, parseCloneReference } from './clone-reference.ts'
import { unzip, ZipProblem } from './unzip.ts'

/** Most objects of a folder that is a source. */
const MOST_OBJECTS = 100_000
/** How CodePipeline tells which revision an artifact is of. */
const REVISION = 'codepipeline-artifact-revision'

interface Fetch {
  /** `bucket/key` or `bucket/prefix/`. */
  location: string
  /** Version id of the object. */
  version: string | undefined
  /** Where it is unpacked to. */
  folder: string
  /** A file for what is on its way. */
  scratch: string
  signal: AbortSignal
}

/** Fetches a zip, or all objects of a folder. */
export async function fetchFromS3(role: RoleCalls, fetch: Fetch): Promise<void> {
  const { bucket, key } = objectAt(fetch.location)
  if (key === '' || key.endsWith('/')) return fetchFolder(role, { ...fetch, bucket, prefix: key })
  const { version, scratch: file, folder, signal } = fetch
  await download(role, { bucket, key, version, file, signal })
  try {
    await unpackOrMove(file, folder, { bucket, key })
  } finally {
    await rm(file, { force: true })
  }
}

/**
 * Fetches what a pipeline hands over: a zip, which is unpacked, or a reference to the repository that is to be cloned.
 * `revision`: as the pipeline has put it with the artifact.
 */
export async function fetchArtifact(
  role: RoleCalls,
  fetch: Omit<Fetch, 'version'>,
): Promise<{ revision?: string } | { clone: CloneReference }> {
  const { bucket, key } = objectAt(fetch.location)
  const { scratch: file, folder, signal } = fetch
  const metadata = await download(role, { bucket, key, file, signal })
  try {
    const clone = await cloneReferenceIn(file)
    if (clone) return { clone }
    await unpackOrMove(file, folder, { bucket, key })
    return { revision: metadata[REVISION] }
  } finally {
    await rm(file, { force: true })
  }
}

async function cloneReferenceIn(file: string): Promise<CloneReference | undefined> {
  const { size } = await stat(file)
  return size <= LONGEST_REFERENCE ? parseCloneReference(await readFile(file, 'utf8')) : undefined
}

function objectAt(location: string): { bucket: string; key: string } {
  const [bucket = '', ...rest] = location.replace(/^arn:[a-z0-9-]+:s3:::/, '').split('/')
  if (bucket === '') throw clientError(`"${location}" is no location in S3`)
  return { bucket, key: rest.join('/') }
}

async function unpackOrMove(file: string, folder: string, { bucket, key }: { bucket: string; key: string }) {
  try {
    if (await isZip(file)) await unzip(file, folder)
    else await move(file, join(folder, basename(key)))
  } catch (error) {
    if (!(error instanceof ZipProblem)) throw error
    throw clientError(`Unable to unpack the source s3://${bucket}/${key}: ${error.message}`)
  }
}

/** Downloads one object to a file. Resolves to its metadata. */
export async function download(
  role: RoleCalls,
  {
    bucket,
    key,
    version,
    file,
    signal,
  }: { bucket: string; key: string; version?: string; file: string; signal: AbortSignal },
): Promise<Record<string, string>> {
  const asked = { Bucket: bucket, Key: key, VersionId: version || undefined }
  const answer = await role
    .call<{ Body: Readable; Metadata?: Record<string, string> }>('s3', 'GetObject', asked, { signal })
    .catch((error) => {
      throw failureOf(error, `Unable to download s3://${bucket}/${key}`)
    })
  await pipeline(answer.Body, createWriteStream(file, { mode: 0o600 }), { signal })
  return answer.Metadata ?? {}
}

async function fetchFolder(
  role: RoleCalls,
  { bucket, prefix, folder, scratch, signal }: Fetch & { bucket: string; prefix: string },
): Promise<void> {
  let found = 0
  let ContinuationToken: string | undefined
  do {
    const asked = { Bucket: bucket, Prefix: prefix, ContinuationToken }
    const page = await role.call<ListObjectsV2Output>('s3', 'ListObjectsV2', asked, { signal }).catch((error) => {
      throw failureOf(error, `Unable to list s3://${bucket}/${prefix}`)
    })
    for (const { Key: key = '' } of page.Contents ?? []) {
      const path = key.slice(prefix.length)
      if (path === '' || path.endsWith('/')) continue
      if (++found > MOST_OBJECTS) throw clientError(`s3://${bucket}/${prefix} has more than ${MOST_OBJECTS} objects`)
      if (path.startsWith('/') || path.split('/').includes('..')) {
        throw clientError(`The object s3://${bucket}/${key} leads out of the source`)
      }
      await download(role, { bucket, key, file: scratch, signal })
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await move(scratch, join(folder, path))
    }
    ContinuationToken = page.NextContinuationToken
  } while (ContinuationToken)
  if (found === 0) throw clientError(`There is nothing at s3://${bucket}/${prefix}`)
}

async function move(from: string, to: string): Promise<void> {
  await rename(from, to).catch(async () => {
    await cp(from, to)
    await rm(from)
  })
}

async function isZip(file: string): Promise<boolean> {
  const handle = await open(file)
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0)
    // The second is that of an empty zip.
    return ['504b0304', '504b0506'].includes(buffer.toString('hex'))
  } finally {
    await handle.close()
  }
}
