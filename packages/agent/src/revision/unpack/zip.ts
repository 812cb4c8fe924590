import { text } from 'node:stream/consumers'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import type { UnpackLimits } from '../../config/config.ts'
import { RevisionError } from '../failure.ts'
import { type Member, UnpackTarget } from './target.ts'

/** Upper byte of "version made by": the archive was made on something that has Unix modes. */
const UNIX_HOSTS = new Set([3, 19])
const TYPE_MASK = 0o170_000
const TYPES = new Map<number, Member['type']>([
  [0o100_000, 'file'],
  [0o040_000, 'directory'],
  [0o120_000, 'symlink'],
])
const LONGEST_LINK_TARGET = 4096

/** Unpacks a zip file into a folder. Sizes and checksums are verified as it is read. */
export async function unpackZip(file: string, folder: string, limits: UnpackLimits): Promise<void> {
  try {
    const zip = await openPromise(file, { lazyEntries: true, autoClose: false })
    try {
      const target = new UnpackTarget(folder, limits, () => zip.fileSize)
      for await (const entry of zip.eachEntry()) await addEntry(zip, entry, target)
      await target.finish()
    } finally {
      zip.close()
    }
  } catch (error) {
    if (error instanceof RevisionError) throw error
    throw new RevisionError(`Error extracting zip archive: ${error instanceof Error ? error.message : error}`)
  }
}

async function addEntry(zip: ZipFile, entry: Entry, target: UnpackTarget): Promise<void> {
  if (entry.isEncrypted()) {
    throw new RevisionError(`The revision has an encrypted file: ${JSON.stringify(entry.fileName)}`)
  }
  const member = memberOf(entry)
  const content = () => zip.openReadStreamPromise(entry)
  if (member.type === 'symlink') {
    if (entry.uncompressedSize > LONGEST_LINK_TARGET) {
      throw new RevisionError(`The revision has a broken link: ${JSON.stringify(entry.fileName)}`)
    }
    member.linkTarget = await text(await content())
  }
  await target.add(member, content)
}

function memberOf(entry: Entry): Member {
  const { type, mode } = typeAndMode(entry)
  return { name: entry.fileName, type, mode, modifiedAt: entry.getLastModDate(), size: entry.uncompressedSize }
}

function typeAndMode(entry: Entry): Pick<Member, 'type' | 'mode'> {
  const isFolder = entry.fileName.endsWith('/')
  const attributes = UNIX_HOSTS.has(entry.versionMadeBy >>> 8) ? entry.externalFileAttributes >>> 16 : 0
  if (attributes === 0) return isFolder ? { type: 'directory', mode: 0o755 } : { type: 'file', mode: 0o644 }
  const format = attributes & TYPE_MASK
  const type = isFolder ? 'directory' : format === 0 ? 'file' : TYPES.get(format)
  if (!type) throw new RevisionError(`The revision has a special file in it, which is refused: ${entry.fileName}`)
  return { type, mode: attributes & 0o7777 }
}
