import { createWriteStream } from 'node:fs'
import { cp, mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ListObjectsV2Output } from '@aws-sdk/client-s3'
import type { RoleCalls } from '../../ports/build-roles.ts'
import { clientError, failureOf } from '../build-failure.ts'
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

/** Fetches a zip, or all objects of a folder. Resolves to the revision that CodePipeline has put with it, if any. */
export async function fetchFromS3(role: RoleCalls, fetch: Fetch): Promise<string | undefined> {
  const [bucket = '', ...rest] = fetch.location.replace(/^arn:[a-z0-9-]+:s3:::/, '').split('/')
  const key = rest.join('/')
  if (bucket === '') throw clientError(`"${fetch.location}" is no location in S3`)
  if (key === '' || key.endsWith('/')) {
    await fetchFolder(role, { ...fetch, bucket, prefix: key })
    return undefined
  }
  const metadata = await download(role, {
    bucket,
    key,
    version: fetch.version,
    file: fetch.scratch,
    signal: fetch.signal,
  })
  try {
    if (await isZip(fetch.scratch)) await unzip(fetch.scratch, fetch.folder)
    else await move(fetch.scratch, join(fetch.folder, basename(key)))
  } catch (error) {
    if (!(error instanceof ZipProblem)) throw error
    throw clientError(`Unable to unpack the source s3://${bucket}/${key}: ${error.message}`)
  } finally {
    await rm(fetch.scratch, { force: true })
  }
  return metadata[REVISION]
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
