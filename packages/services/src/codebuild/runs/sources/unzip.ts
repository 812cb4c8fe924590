import { createWriteStream } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Entry, openPromise, type ZipFile } from 'yauzl'

/** What a zip may come to. */
export interface UnzipLimits {
  entries: number
  bytes: number
}

export const UNZIP_LIMITS: UnzipLimits = { entries: 500_000, bytes: 20 * 1024 ** 3 }

/** A file is no zip, or one that must not be unpacked. */
export class ZipProblem extends Error {}

const S_IFMT = 0o170000
const S_IFLNK = 0o120000
const LONGEST_LINK = 4096

/**
 * Unpacks a zip into an empty folder. Whatever it says, nothing outside is touched: names are confined, files are only
 * ever created, and links are made last, so that nothing is written through one. Rejects with a ZipProblem.
 */
export async function unzip(file: string, folder: string, limits = UNZIP_LIMITS): Promise<void> {
  const zip = await openPromise(file, { strictFileNames: true, validateEntrySizes: true }).catch((error) => {
    throw new ZipProblem(`it cannot be read as a zip: ${error.message}`)
  })
  const links = new Map<string, string>()
  const budget = { entries: 0, bytes: 0 }
  try {
    for await (const entry of zip.eachEntry()) {
      if (++budget.entries > limits.entries) throw new ZipProblem(`it has more than ${limits.entries} entries`)
      await unpack(zip, entry, { folder, links, budget, limits })
    }
    for (const [path, target] of links) await symlink(target, path)
  } catch (error) {
    throw error instanceof ZipProblem ? error : new ZipProblem((error as Error).message)
  } finally {
    zip.close()
  }
}

interface Unpacking {
  folder: string
  /** To be made at the end. */
  links: Map<string, string>
  budget: { bytes: number }
  limits: UnzipLimits
}

async function unpack(zip: ZipFile, entry: Entry, { folder, links, budget, limits }: Unpacking): Promise<void> {
  const path = join(folder, confined(entry.fileName))
  if (entry.fileName.endsWith('/')) {
    await mkdir(path, { recursive: true })
    return
  }
  await mkdir(dirname(path), { recursive: true })
  const mode = entry.externalFileAttributes >>> 16
  const stream = await zip.openReadStreamPromise(entry)
  if ((mode & S_IFMT) === S_IFLNK) {
    const chunks: Buffer[] = []
    if (entry.uncompressedSize > LONGEST_LINK) throw new ZipProblem(`${JSON.stringify(entry.fileName)} is no link`)
    for await (const chunk of stream) chunks.push(chunk)
    links.set(path, Buffer.concat(chunks).toString('utf8'))
    return
  }
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      budget.bytes += chunk.length
      if (budget.bytes > limits.bytes) done(new ZipProblem(`it unpacks to more than ${limits.bytes} bytes`))
      else done(null, chunk)
    },
  })
  // Set-user-id and the like are not taken over.
  const permissions = mode === 0 ? 0o644 : mode & 0o777
  await pipeline(stream, counted, createWriteStream(path, { flags: 'wx', mode: permissions | 0o600 }))
}

/** A name that stays below the folder. */
function confined(name: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  if (name.startsWith('/') || parts.includes('..') || name.includes('\0')) {
    throw new ZipProblem(`it has a file that leads out of it: ${JSON.stringify(name)}`)
  }
  return parts.join('/')
}
