import { lstat, readdir, readlink, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isBelow } from '../confined.ts'

export interface ListedFile {
  /** Relative to where the list begins, with `/`. */
  path: string
  /** Where its content is: another path for a link. */
  real: string
  size: number
  mode: number
  modifiedAt: Date
  /** What it says, for a link. */
  link?: string
}

export interface FileList {
  files: ListedFile[]
  directories: string[]
}

/** Files of one list; more are a mistake, or an attack. */
const MOST = 1_000_000

/**
 * All files below a folder. Links are followed to files, and only to those below `root`: a build must not have files of
 * the machine packed. Only for folders that no process of a build writes to any more.
 */
export async function listFiles(folder: string, root: string): Promise<FileList> {
  const found: FileList = { files: [], directories: [] }
  const base = await realpath(root)
  const ahead = ['']
  for (let path = ahead.pop(); path !== undefined; path = ahead.pop()) {
    for (const entry of await readdir(join(folder, path), { withFileTypes: true })) {
      const name = path === '' ? entry.name : `${path}/${entry.name}`
      if (found.files.length + found.directories.length >= MOST)
        throw new Error(`There are more than ${MOST} files in ${folder}`)
      if (entry.isDirectory()) {
        found.directories.push(name)
        ahead.push(name)
      } else {
        const file = await listed(folder, name, base)
        if (file) found.files.push(file)
      }
    }
  }
  found.files.sort((left, right) => (left.path < right.path ? -1 : 1))
  found.directories.sort()
  return found
}

async function listed(folder: string, path: string, base: string): Promise<ListedFile | undefined> {
  const place = join(folder, path)
  const info = await lstat(place)
  if (info.isFile()) return { path, real: place, size: info.size, mode: info.mode & 0o777, modifiedAt: info.mtime }
  if (!info.isSymbolicLink()) return undefined
  const real = await realpath(place).catch(() => undefined)
  if (real === undefined || !isBelow(real, base)) return undefined
  const target = await stat(real)
  if (!target.isFile()) return undefined
  const link = await readlink(place)
  return { path, real, size: target.size, mode: target.mode & 0o777, modifiedAt: target.mtime, link }
}
