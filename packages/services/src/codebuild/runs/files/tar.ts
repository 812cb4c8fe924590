import { createReadStream, createWriteStream } from 'node:fs'
import { lstat, mkdir, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { extract, pack } from 'tar-stream'
import type { ListedFile } from './list-files.ts'

/** Packs files into a compressed tar, each under its `path`; links stay links. */
export async function tarFiles(files: readonly ListedFile[], to: string, signal: AbortSignal): Promise<void> {
  const archive = pack()
  const written = pipeline(archive, createGzip({ level: 1 }), createWriteStream(to, { mode: 0o600 }), { signal })
  written.catch(() => {})
  for (const { path, real, size, mode, modifiedAt, link } of files) {
    signal.throwIfAborted()
    if (link !== undefined) archive.entry({ name: path, type: 'symlink', linkname: link })
    else if (size === 0) archive.entry({ name: path, mode, mtime: modifiedAt }, '')
    else
      await pipeline(
        createReadStream(real, { end: size - 1 }),
        archive.entry({ name: path, size, mode, mtime: modifiedAt }),
        { signal },
      )
  }
  archive.finalize()
  await written
}

/**
 * Unpacks a compressed tar over what is there: `place` tells where a name of the archive goes (a folder that it has to stay
 * below, and the path in there), or undefined to leave it out. Nothing is written through a link, so nothing outside is
 * touched.
 */
export async function untar(
  file: string,
  place: (name: string) => { folder: string; path: string } | undefined,
  { bytes, signal }: { bytes: number; signal: AbortSignal },
): Promise<void> {
  const archive = extract()
  const fed = pipeline(createReadStream(file), createGunzip(), archive, { signal })
  fed.catch(() => {})
  let left = bytes
  const links = new Map<string, string>()
  for await (const entry of archive) {
    const { name, type, mode = 0o644, linkname, size = 0 } = entry.header
    const target = place(name)
    left -= size
    if (left < 0) throw new Error(`The cache unpacks to more than ${bytes} bytes`)
    if (!target || name.split('/').includes('..') || !(await makeWay(target.folder, target.path))) entry.resume()
    else if (type === 'symlink' && linkname) {
      entry.resume()
      links.set(join(target.folder, target.path), linkname)
    } else if (type === 'file') {
      await pipeline(
        entry,
        createWriteStream(join(target.folder, target.path), { flags: 'wx', mode: (mode ?? 0o644) & 0o777 }),
      )
    } else entry.resume()
  }
  await fed
  // Last, so that nothing is written through one.
  for (const [path, target] of links) await symlink(target, path).catch(() => {})
}

/** Makes the folders of a path and takes away what is in its place. Resolves to false where a link is in the way. */
async function makeWay(folder: string, path: string): Promise<boolean> {
  let at = folder
  for (const part of dirname(path).split('/')) {
    at = join(at, part)
    const info = await lstat(at).catch(() => undefined)
    if (!info) await mkdir(at)
    else if (!info.isDirectory()) return false
  }
  const there = await lstat(join(folder, path)).catch(() => undefined)
  if (there?.isDirectory()) return false
  if (there) await rm(join(folder, path))
  return true
}
