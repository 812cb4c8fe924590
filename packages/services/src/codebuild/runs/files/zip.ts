import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import type { ListedFile } from './list-files.ts'

export interface Digests {
  /** Lower-case hex. */
  md5: string
  sha256: string
}

const LINK_MODE = 0o120777

/** Packs files into a zip, each under its `path`. `links`: those that are links stay links. */
export async function zipFiles(
  files: readonly ListedFile[],
  to: string,
  { links, signal }: { links: boolean; signal: AbortSignal },
): Promise<Digests> {
  const zip = new ZipFile()
  const failed = new AbortController()
  zip.on('error', (error: Error) => failed.abort(error))
  for (const { path, real, mode, modifiedAt, link } of files) {
    if (links && link !== undefined) zip.addBuffer(Buffer.from(link), path, { mtime: modifiedAt, mode: LINK_MODE })
    else zip.addFile(real, path, { mtime: modifiedAt, mode: 0o100000 | mode })
  }
  zip.end()
  const [md5, sha256] = [createHash('md5'), createHash('sha256')]
  const digests = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      md5.update(chunk)
      sha256.update(chunk)
      done(null, chunk)
    },
  })
  const abort = AbortSignal.any([signal, failed.signal])
  await pipeline(zip.outputStream, digests, createWriteStream(to, { mode: 0o600 }), { signal: abort })
  return { md5: md5.digest('hex'), sha256: sha256.digest('hex') }
}
