import { createHash, type Hash } from 'node:crypto'
import { pipeline, Readable, Transform } from 'node:stream'
import type { BlobInfo, BlobStore } from '@towpath/storage'
import { type Algorithm, type Digest, definitionOf } from '../checksums/algorithm.ts'
import { badDigest, entityTooLarge, incompleteBody } from '../errors.ts'

/** What a body must turn out to be. */
export interface Expected {
  /** The checksum to compute. */
  algorithm: Algorithm
  /**
   * Its value as the caller gave it, base64; asked for once the body has ended, since it may follow the body. May
   * throw what the caller is answered then.
   */
  checksum(): string | undefined
  /** Content-MD5, base64. */
  md5?: string
  /** Length in bytes, where it was declared. */
  length?: number
}

export interface Received {
  blob: BlobInfo
  /** Lower-case hex. */
  md5: string
  /** Base64. */
  checksum: string
}

/** Most bytes of one upload: 5 GiB. */
export const LARGEST_UPLOAD = 5 * 1024 ** 3

/**
 * Puts a body into the blob store while computing what is to be known of it. Rejects, and stores nothing, when the
 * body is not what it was said to be.
 */
export async function receive(
  blobs: BlobStore,
  body: Body | undefined,
  expected: Expected,
  signal: AbortSignal,
): Promise<Received> {
  if ((expected.length ?? 0) > LARGEST_UPLOAD) throw entityTooLarge(expected.length, LARGEST_UPLOAD)
  const measured = new Measure(expected)
  // Failures of the body reach whoever reads `measured`, which is the blob store.
  pipeline(readableOf(body), measured, () => {})
  try {
    const blob = await blobs.put(measured, { limit: LARGEST_UPLOAD, signal })
    return { blob, ...measured.result }
  } catch (error) {
    measured.destroy()
    if ((error as { code?: string }).code === 'BLOB_TOO_LARGE') throw entityTooLarge(undefined, LARGEST_UPLOAD)
    throw error
  }
}

/** Reads a body to its end only to know its digests. */
export async function measure(
  body: Readable,
  algorithm: Algorithm,
): Promise<{ md5: string; checksum: string; size: number }> {
  const measured = new Measure({ algorithm, checksum: () => undefined })
  pipeline(body, measured, () => {})
  for await (const _ of measured);
  return { ...measured.result, size: measured.size }
}

/** What comes as a body: from the wire always a stream; calls between rooms may hand over content. */
export type Body = Readable | Uint8Array | string

export function readableOf(body: Body | undefined): Readable {
  if (body === undefined) return Readable.from([])
  return body instanceof Readable ? body : Readable.from([Buffer.from(body as Uint8Array)])
}

class Measure extends Transform {
  size = 0
  result = { md5: '', checksum: '' }
  readonly #expected: Expected
  readonly #md5: Hash = createHash('md5')
  readonly #digest: Digest

  constructor(expected: Expected) {
    super()
    this.#expected = expected
    this.#digest = definitionOf(expected.algorithm).start()
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: (error: Error | null, bytes?: Buffer) => void) {
    this.size += bytes.length
    this.#md5.update(bytes)
    this.#digest.update(bytes)
    done(null, bytes)
  }

  override _flush(done: (error?: Error | null) => void) {
    try {
      this.#finish()
      done()
    } catch (error) {
      done(error as Error)
    }
  }

  #finish(): void {
    const { length, md5, algorithm } = this.#expected
    if (length !== undefined && this.size !== length) throw incompleteBody()
    const computed = this.#md5.digest()
    if (md5 !== undefined && md5 !== computed.toString('base64')) {
      throw badDigest('Content-MD5', Buffer.from(md5, 'base64').toString('hex'), computed.toString('hex'))
    }
    const checksum = this.#digest.digest().toString('base64')
    const wanted = this.#expected.checksum()
    if (wanted !== undefined && wanted !== checksum) throw badDigest(algorithm, wanted, checksum)
    this.result = { md5: computed.toString('hex'), checksum }
  }
}
