import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { UsageError } from '@towpath/base'
import { type FolderLock, lockFolder } from './lock.ts'

/** The folder that holds everything a control plane keeps. */
export interface DataFolder {
  path: string
  /** Where blobs, repositories and instances lie. */
  blobs: string
  repositories: string
  instances: string
  lock: FolderLock
}

export function dataFolderPlaces(path: string) {
  return {
    blobs: join(path, 'blobs'),
    repositories: join(path, 'repositories'),
    instances: join(path, 'instances'),
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
  return { path, ...places, lock: await lockFolder(path) }
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
  const path = join(folder, name)
  const existing = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new UsageError(`Cannot read ${path}: ${error.message}`, { cause: error })
  })
  if (existing !== undefined) return { content: existing, made: false }
  const content = create()
  await replaceFile(folder, name, content)
  return { content, made: true }
}

/** Writes a file of the data folder so that it is never seen half-written. Mode 0600. */
export async function replaceFile(folder: string, name: string, content: string): Promise<void> {
  const path = join(folder, name)
  const aside = `${path}.new`
  const file = await open(aside, 'w', 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(aside, path)
}
