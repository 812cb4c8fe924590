import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { storeProblem } from './artifacts.ts'
import { ActionFailure, explained } from './failure.ts'
import type { ActionRequest, ArtifactObject } from './provider.ts'

/** Largest artifact that is looked into: the quota of a source in S3, in bytes (documented). */
const LARGEST_ARTIFACT = 5 * 1024 ** 3

/**
 * Lets `work` read an artifact from a file. The file has no name in `scratch` any more when `work` begins, so that
 * nothing stays of it, however the process ends.
 */
export async function withArtifactFile<T>(
  request: ActionRequest,
  artifact: ArtifactObject,
  scratch: string,
  signal: AbortSignal,
  work: (file: FileHandle) => Promise<T>,
): Promise<T> {
  const file = await namelessFile(scratch)
  try {
    const body = await readArtifact(request, artifact, signal)
    await pipeline(body, bounded(artifact), (chunks) => file.writeFile(chunks), { signal })
    return await work(file)
  } finally {
    await file.close()
  }
}

/** A file that is gone once it is closed. */
async function namelessFile(folder: string): Promise<FileHandle> {
  const own = await mkdtemp(join(folder, 'artifact-'))
  try {
    return await open(join(own, 'artifact'), 'wx+', 0o600)
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

async function readArtifact(request: ActionRequest, { name, bucket, key }: ArtifactObject, signal: AbortSignal) {
  const asked = { Bucket: bucket, Key: key }
  const { Body: body } = await explained(
    request.role.call<{ Body: Readable }>('s3', 'GetObject', asked, { signal }),
    (error) =>
      error.code === 'NoSuchKey'
        ? new ActionFailure(
            'ConfigurationError',
            `The artifact ${name} is not in its bucket any more: s3://${bucket}/${key}`,
          )
        : storeProblem(request, bucket)(error),
  )
  return body
}

const bounded = ({ name }: ArtifactObject) =>
  async function* (chunks: AsyncIterable<Buffer>) {
    let size = 0
    for await (const chunk of chunks) {
      size += chunk.length
      if (size > LARGEST_ARTIFACT) {
        throw new ActionFailure('ConfigurationError', `The artifact ${name} is larger than ${LARGEST_ARTIFACT} bytes.`)
      }
      yield chunk
    }
  }
