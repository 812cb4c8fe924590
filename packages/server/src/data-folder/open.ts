import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { UsageError } from '@towpath/base'
import { type FolderLock, lockFolder } from './lock.ts'

/** The folder that holds everything a control plane keeps. */
export interface DataFolder {
  path: string
  /** Tells this control plane from others on the same database, whose folders may have the same path elsewhere. */
  id: string
  /** Where blobs, repositories, instances and running builds lie. */
  blobs: string
  repositories: string
  instances: string
  builds: string
  /** For files that nobody needs after a restart. */
  scratch: string
  lock: FolderLock
}

export function dataFolderPlaces(path: string) {
  return {
    blobs: join(path, 'blobs'),
    repositories: join(path, 'repositories'),
    instances: join(path, 'instances'),
    builds: join(path, 'builds'),
    scratch: join(path, 'scratch'),
  }
}

/** Makes the folder if need be (mode 0700) and takes its lock: two control planes must not share one. */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  const path = resolve(folder)
  const places = dataFolderPlaces(path)
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    for (const place of Object.values(places)) await mkdir(place, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new UsageError(
      `Cannot make the data folder ${path}: ${(cause as Error).message}. Choose another with --data DIR.`,
      { cause },
    )
  }
  const lock = await lockFolder(path)
  try {
    // What a killed process has left there is of no use.
    await rm(places.scratch, { recursive: true, force: true })
    await mkdir(places.scratch, { mode: 0o700 })
    return { path, id: await folderId(path), ...places, lock }
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** Made at first boot; it stays when the folder is moved, and its instances with it. */
async function folderId(path: string): Promise<string> {
  const { content } = await secretFile(path, 'folder-id', () => randomBytes(8).toString('hex'))
  return content
}

/**
 * The content of a small secret file below the data folder, made by `create` when there is none. Mode 0600; written
 * aside, synced and renamed, so that a crash leaves either nothing or all of it.
 */
export async function secretFile(
  folder: string,
  name: string,
  create: () => string,
): Promise<{ content: string; made: boolean }> {
  const existing = await readIfThere(join(folder, name))
  if (existing !== undefined) return { content: existing, made: false }
  const content = create()
  await replaceFile(folder, name, content)
  return { content, made: true }
}

/** The content of a file, or undefined when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new UsageError(`Cannot read ${path}: ${error.message}`, { cause: error })
  })
}

/** Writes a file of the data folder so that it is never seen half-written. */
export async function replaceFile(folder: string, name: string, content: string, mode = 0o600): Promise<void> {
  const path = join(folder, name)
  const aside = `${path}.new`
  const file = await open(aside, 'w', mode)
  try {
    // What a crash has left there keeps its mode, and the process may mask that of a new file.
    await file.chmod(mode)
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(aside, path)
}
