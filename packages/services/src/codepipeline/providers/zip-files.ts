import type { FileHandle } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { type Entry, fromFdPromise, type ZipFile } from 'yauzl'
import { ActionFailure } from './failure.ts'

/** What is unpacked at most. Of S3 as a target AWS documents the number of files. */
export interface ZipLimits {
  files: number
  /** Of all files together, unpacked. */
  bytes: number
  /** Unpacked bytes per packed byte, for what is beyond {@link RATIO_FREE_BYTES}. */
  ratio: number
}

export const ZIP_LIMITS: ZipLimits = { files: 100_000, bytes: 20 * 1024 ** 3, ratio: 200 }

const RATIO_FREE_BYTES = 64 * 1024 ** 2

/** A file in a zip. */
export interface ZippedFile {
  /** Relative, with `/`; never leads upwards. */
  path: string
  size: number
  /** Fails when there is more or less in it than was said. */
  content(): Promise<Readable>
}

/**
 * Lets `work` have the files of a zip, once the list of all of them was found harmless: what is refused is refused before
 * anything is done. Folders and symbolic links are left out. Rejects with an ActionFailure for what is no such zip.
 */
export async function withZipFiles<T>(
  file: FileHandle,
  artifact: string,
  work: (files: ZippedFile[], left: { links: number }) => Promise<T>,
  limits = ZIP_LIMITS,
): Promise<T> {
  const refuse = (why: string) =>
    new ActionFailure('ConfigurationError', `The artifact ${artifact} cannot be unpacked: ${why}.`)
  const zip = await openZip(file, refuse)
  const files: ZippedFile[] = []
  let links = 0
  let bytes = 0
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue
      if (isLink(entry)) {
        links += 1
        continue
      }
      const problem = problemOf(entry)
      if (problem) throw refuse(`${problem}: ${JSON.stringify(entry.fileName.slice(0, 200))}`)
      bytes += entry.uncompressedSize
      if (files.length >= limits.files) throw refuse(`it holds more than ${limits.files} files`)
      if (bytes > limits.bytes) throw refuse(`it holds more than ${limits.bytes} bytes`)
      if (bytes > RATIO_FREE_BYTES + limits.ratio * zip.fileSize) throw refuse('it unpacks to far more than it is')
      const content = () => zip.openReadStreamPromise(entry)
      files.push({ path: entry.fileName, size: entry.uncompressedSize, content })
    }
  } catch (error) {
    throw error instanceof ActionFailure ? error : refuse(messageOf(error))
  }
  return work(files, { links })
}

async function openZip(file: FileHandle, refuse: (why: string) => ActionFailure): Promise<ZipFile> {
  try {
    return await fromFdPromise(file.fd, { lazyEntries: true, autoClose: false })
  } catch (error) {
    throw refuse(`it is not a zip file (${messageOf(error)})`)
  }
}

/** Upper byte of "version made by": the archive was made on something that has Unix modes. */
const UNIX_HOSTS = new Set([3, 19])

const isLink = ({ versionMadeBy, externalFileAttributes }: Entry): boolean =>
  UNIX_HOSTS.has(versionMadeBy >>> 8) && ((externalFileAttributes >>> 16) & 0o170_000) === 0o120_000

function problemOf(entry: Entry): string | undefined {
  if (entry.isEncrypted()) return 'a file is encrypted'
  const parts = entry.fileName.split('/')
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return 'the name of a file leads elsewhere'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\x00-\x1f\x7f\\]/.test(entry.fileName)) return 'the name of a file has characters that no file should have'
  return undefined
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
