import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { extract, type Header } from 'tar-stream'
import type { UnpackLimits } from '../../config/config.ts'
import { RevisionError } from '../failure.ts'
import { type Member, UnpackTarget } from './target.ts'

const TYPES: Partial<Record<NonNullable<Header['type']>, Member['type']>> = {
  file: 'file',
  'contiguous-file': 'file',
  directory: 'directory',
  symlink: 'symlink',
  link: 'hardlink',
}

/** Unpacks a tar file into a folder. How it is compressed is seen from its content, as GNU tar does. */
export async function unpackTar(file: string, folder: string, limits: UnpackLimits): Promise<void> {
  const packed = createReadStream(file)
  const target = new UnpackTarget(folder, limits, () => packed.bytesRead)
  const archive = extract()
  // What went wrong first; entries that are cut off only say that they are.
  let broken: unknown
  archive.on('error', (error) => {
    broken ??= error
  })
  const fed = pipeline(packed, decompressor(await magicOf(file)), archive)
  // Looked at below; until then a failure must not count as unhandled.
  fed.catch(() => {})
  try {
    for await (const entry of archive) await target.add(memberOf(entry.header), async () => entry)
    await fed
  } catch (error) {
    archive.destroy()
    throw error instanceof RevisionError
      ? error
      : new RevisionError(`Error extracting tar archive: ${reason(broken ?? error)}`)
  }
  await target.finish()
}

function memberOf(header: Header): Member {
  const type = TYPES[header.type ?? 'file']
  if (!type) {
    throw new RevisionError(`The revision has a ${header.type} in it, which is refused: ${JSON.stringify(header.name)}`)
  }
  return {
    name: header.name,
    type,
    mode: header.mode ?? (type === 'directory' ? 0o755 : 0o644),
    modifiedAt: header.mtime,
    owner: { uid: header.uid ?? 0, gid: header.gid ?? 0 },
    linkTarget: header.linkname ?? undefined,
    size: header.size ?? 0,
  }
}

async function magicOf(file: string): Promise<string> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(6), 0, 6, 0)
    // GNU tar takes nothing for an empty archive; a revision of nothing is a transfer that failed.
    if (bytesRead === 0) throw new RevisionError('Error extracting tar archive: the bundle is empty (0 bytes)')
    return buffer.subarray(0, bytesRead).toString('hex')
  } finally {
    await handle.close()
  }
}

function decompressor(magic: string) {
  if (magic.startsWith('1f8b')) return createGunzip()
  if (magic.startsWith('28b52ffd')) return createZstdDecompress()
  if (magic.startsWith('425a68'))
    throw new RevisionError('Error extracting tar archive: bzip2 is not supported; use gzip')
  if (magic === 'fd377a585a00') throw new RevisionError('Error extracting tar archive: xz is not supported; use gzip')
  return new PassThrough()
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
