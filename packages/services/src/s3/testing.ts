import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client, type S3ClientConfig, S3ServiceException } from '@aws-sdk/client-s3'
import { type BlobStore, diskBlobs } from '@towpath/storage'
import { type WireServer, type WireServerOptions, wireServer } from '@towpath/wire/testing/wire-server.ts'
import { s3Entry } from './entry.ts'
import type { ObjectCreated } from './ports/object-events.ts'
import { s3Schema } from './state/migrations.ts'

/** S3 as this room serves it, over HTTP with a real database and real files. */
export interface S3Server extends AsyncDisposable {
  s3: S3Client
  /** Another client of the same server. */
  connect(config?: S3ClientConfig): S3Client
  wire: WireServer
  blobs: BlobStore
  /** What was told of stored objects. */
  events: ObjectCreated[]
}

export async function s3Server(options: WireServerOptions = {}): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'towpath-s3-'))
  const blobs = diskBlobs(folder)
  const events: ObjectCreated[] = []
  const entry = s3Entry({
    blobs,
    events: { objectCreated: (event) => events.push(event) },
    policies: { problemOf: (document) => (isJson(document) ? undefined : 'Policies must be valid JSON') },
  })
  const wire = await wireServer([entry], options)
  await wire.store.migrate([s3Schema])
  const clients: S3Client[] = []
  const connect = (config: S3ClientConfig = {}) => {
    const client = new S3Client({ ...wire.client, forcePathStyle: true, ...config })
    clients.push(client)
    return client
  }
  return {
    s3: connect(),
    connect,
    wire,
    blobs,
    events,
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.destroy()
      await wire[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Code and status of the error that a call ends in; and further members of it. */
export async function failure(call: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await call
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error
    return { ...error, code: error.name, status: error.$metadata.httpStatusCode, message: error.message }
  }
  return { code: 'succeeded' }
}

/** Every blob that the store holds. */
export async function blobCount(blobs: BlobStore): Promise<number> {
  let count = 0
  for await (const _ of blobs.list()) count++
  return count
}

export const md5 = (content: string | Uint8Array) => createHash('md5').update(content).digest('hex')

export const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('base64')

/** Bytes that do not repeat, the same for the same seed. */
export function bytes(length: number, seed = 1): Buffer {
  const out = Buffer.alloc(length)
  let state = seed
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    out[at] = state >>> 24
  }
  return out
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
