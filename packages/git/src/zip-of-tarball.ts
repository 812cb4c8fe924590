import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract, type Header } from 'tar-stream'
import { ZipFile } from 'yazl'
import { GitError } from './git-error.ts'

/** How much is unpacked of an archive that comes from elsewhere. */
export interface ZipLimits {
  /** Bytes of all files together. */
  maxBytes: number
  maxFiles: number
}

/**
 * The content of a gzipped tar as a zip, without the one folder that everything lies in. Made as it arrives, so
 * memory does not depend on the size; executable bits and symbolic links stay what they are. Ends in a GitError for
 * what is no such archive or goes beyond the limits.
 */
export function zipOfTarball(tarball: Readable, limits: ZipLimits): Readable {
  const zip = new ZipFile()
  // Its stream is an older kind of Readable in the types alone.
  const output = zip.outputStream as unknown as Readable
  const archive = extract()
  const gone = new AbortController()
  output.once('close', () => gone.abort())
  const fed = pipeline(tarball, createGunzip(), archive, { signal: gone.signal })
  // Looked at in `repack`; until then a failure must not count as unhandled.
  fed.catch(() => {})
  repack(archive, zip, limits)
    .then(() => fed)
    .then(() => zip.end())
    .catch(async (error: unknown) => {
      // What broke the archive's source says more than the entry that was cut off by it.
      const cause = await fed.then(
        () => error,
        (reason) => (error instanceof GitError ? error : reason),
      )
      archive.destroy()
      tarball.destroy()
      output.destroy(cause instanceof GitError ? cause : broken('it cannot be read', cause))
    })
  return output
}

type TarEntries = ReturnType<typeof extract>
type TarEntry = TarEntries extends AsyncIterable<infer Entry> ? Entry : never

async function repack(archive: TarEntries, zip: ZipFile, limits: ZipLimits): Promise<void> {
  let bytes = 0
  let files = 0
  for await (const entry of archive) {
    const { header } = entry
    files += 1
    bytes += header.size ?? 0
    if (files > limits.maxFiles) throw broken(`it holds more than ${limits.maxFiles} files`)
    if (bytes > limits.maxBytes) throw broken(`it holds more than ${limits.maxBytes} bytes`)
    const path = header.name.split('/').slice(1).join('/')
    if (path === '' || path === '/') entry.resume()
    else await add(zip, path, header, entry)
  }
}

async function add(zip: ZipFile, path: string, header: Header, content: TarEntry): Promise<void> {
  const mtime = header.mtime
  if (unsafe(path)) throw broken(`${JSON.stringify(path)} cannot be the name of a file in a zip`)
  if (header.type === 'directory') {
    zip.addEmptyDirectory(path, { mtime, mode: 0o40755 })
    content.resume()
  } else if (header.type === 'symlink') {
    zip.addBuffer(Buffer.from(header.linkname ?? ''), path, { mtime, mode: 0o120777, compress: false })
    content.resume()
  } else if (header.type === 'file') {
    const mode = (header.mode ?? 0) & 0o111 ? 0o100755 : 0o100644
    await new Promise<void>((resolve, reject) => {
      content.once('error', reject)
      content.once('close', resolve)
      zip.addReadStream(content as unknown as NodeJS.ReadableStream, path, { mtime, mode, size: header.size })
    })
  } else {
    throw broken(`${JSON.stringify(path)} is a ${header.type}, which a repository cannot hold`)
  }
}

/** What zip files cannot hold, or what leads out of the folder they are unpacked in. */
function unsafe(path: string): boolean {
  const parts = path.replace(/\/$/, '').split('/')
  return /\\|^[A-Za-z]:/.test(path) || parts.some((part) => part === '' || part === '.' || part === '..')
}

function broken(why: string, cause?: unknown): GitError {
  const reason = cause instanceof Error ? `: ${cause.message}` : ''
  return new GitError('GitFailed', `The archive is not taken: ${why}${reason}`, { cause })
}
