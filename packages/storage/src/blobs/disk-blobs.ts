import { createHash } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { type FileHandle, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { addAbortSignal, type Readable } from 'node:stream'
import { type Clock, systemClock } from '@towpath/base'
import type { BlobInfo, BlobStore } from '../blobs.ts'
import { blobNotFound, blobTooLarge } from './errors.ts'
import { Turns } from './turns.ts'

const SHA256 = /^[0-9a-f]{64}$/

/** Names of files being written: unique in this process, and at opening there is no other. */
let written = 0

/**
 * Blobs as files below `folder`, which must belong to this process alone: what it finds half written there was left by
 * a process that ended, and is removed.
 *
 * `incoming/` holds what is being written; a blob appears as `ab/abcd…` by a rename, once its content is on disk.
 * Whenever the power goes away a blob is there as a whole or not at all.
 */
export function diskBlobs(folder: string, clock: Clock = systemClock): BlobStore {
  const incoming = join(folder, 'incoming')
  rmSync(incoming, { recursive: true, force: true })
  mkdirSync(incoming, { recursive: true, mode: 0o700 })
  const turns = new Turns()

  const place = (sha256: string) => {
    // A name from outside must not lead anywhere else.
    if (!SHA256.test(sha256)) throw blobNotFound(sha256)
    return { shard: join(folder, sha256.slice(0, 2)), path: join(folder, sha256.slice(0, 2), sha256) }
  }

  async function keep(temporary: string, sha256: string): Promise<void> {
    const { shard, path } = place(sha256)
    if (await mkdir(shard, { recursive: true, mode: 0o700 })) await syncFolder(folder)
    // Over an existing one as well: the content is the same, and its time is renewed.
    await turns.take(sha256, () => rename(temporary, path))
    await syncFolder(shard)
  }

  return {
    async put(content, { limit = Number.POSITIVE_INFINITY, signal } = {}) {
      if (signal) addAbortSignal(signal, content)
      const temporary = join(incoming, `${process.pid}-${written++}`)
      try {
        const info = await writeDurably(temporary, content, limit, clock)
        signal?.throwIfAborted()
        await keep(temporary, info.sha256)
        return info
      } catch (error) {
        content.destroy()
        await rm(temporary, { force: true })
        throw error
      }
    },

    async get(sha256, range) {
      const { path } = place(sha256)
      const file = await open(path, 'r').catch((error) => {
        throw isMissing(error) ? blobNotFound(sha256) : error
      })
      return file.createReadStream(range)
    },

    async has(sha256) {
      return SHA256.test(sha256) && (await storedAt(place(sha256).path)) !== undefined
    },

    async delete(sha256, { storedBefore = Number.POSITIVE_INFINITY } = {}) {
      const { path } = place(sha256)
      await turns.take(sha256, async () => {
        const time = await storedAt(path)
        if (time !== undefined && time < storedBefore) await rm(path, { force: true })
      })
    },

    async *list() {
      for await (const shard of await opendir(folder)) {
        if (!/^[0-9a-f]{2}$/.test(shard.name)) continue
        for await (const { name } of await opendir(join(folder, shard.name))) {
          const time = SHA256.test(name) ? await storedAt(join(folder, shard.name, name)) : undefined
          if (time !== undefined) yield { sha256: name, storedAt: time }
        }
      }
    },
  }
}

/** Writes a new file. When it resolves the content is on disk (its name may not be yet). */
async function writeDurably(path: string, content: Readable, limit: number, clock: Clock): Promise<BlobInfo> {
  const file = await open(path, 'wx', 0o600)
  try {
    const hash = createHash('sha256')
    let size = 0
    for await (const chunk of content) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array)
      size += bytes.byteLength
      if (size > limit) throw blobTooLarge(limit)
      hash.update(bytes)
      await file.writeFile(bytes)
    }
    await stamp(file, clock.now())
    await file.sync()
    return { sha256: hash.digest('hex'), size }
  } finally {
    await file.close()
  }
}

async function stamp(file: FileHandle, ms: number): Promise<void> {
  await file.utimes(ms / 1000, ms / 1000)
}

/** Puts the names in a folder on disk. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Milliseconds since the epoch, or undefined when there is no such file. */
async function storedAt(path: string): Promise<number | undefined> {
  try {
    return Math.round((await stat(path)).mtimeMs)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
