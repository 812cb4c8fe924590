import { createHash, type Hash, hash, timingSafeEqual } from 'node:crypto'
import { Transform, type TransformCallback } from 'node:stream'
import { incompleteBody, malformedChunk, signatureMismatch } from './errors.ts'
import type { ChunkedBody, ChunkSeed } from './request.ts'
import { parseTrailers } from './trailers.ts'

const EMPTY = hash('sha256', '', 'hex')
/** `HEX;chunk-signature=` and 64 digits, with room for other extensions. */
const LONGEST_CHUNK_HEADER = 256
const LONGEST_TRAILER = 16 * 1024
const LF = 0x0a

/**
 * Takes the aws-chunked framing off a body, checking each chunk's signature as it passes.
 *
 *     size --0--> trailer --end--> (done)
 *      |  ^
 *      v  |
 *     data -> data-end
 *
 * A chunk's content is handed on before its signature is known, so no chunk is held in memory; the stream then fails
 * at the chunk's end. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
export class ChunkedDecoder extends Transform {
  trailers: Record<string, string> = {}
  readonly #body: ChunkedBody
  #state: 'size' | 'data' | 'data-end' | 'trailer' = 'size'
  /** Bytes of the chunk header, chunk end or trailer read so far. */
  #held = ''
  #remaining = 0
  #decoded = 0
  #chunkSignature = ''
  #previousSignature: string
  #hash: Hash | undefined

  constructor(body: ChunkedBody) {
    super()
    if (body.signed && !body.seed) throw new Error('A signed aws-chunked body needs the signature of its request')
    this.#body = body
    this.#previousSignature = body.seed?.signature ?? ''
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      let position = 0
      while (position < bytes.length) position = this.#step(bytes, position)
      done()
    } catch (error) {
      done(error as Error)
    }
  }

  override _flush(done: TransformCallback): void {
    try {
      this.#finish()
      done()
    } catch (error) {
      done(error as Error)
    }
  }

  /** Consumes some of `bytes` from `position` on and returns where the rest starts. */
  #step(bytes: Buffer, position: number): number {
    if (this.#state === 'data') return this.#readData(bytes, position)
    if (this.#state === 'trailer') {
      this.#hold(bytes.toString('latin1', position), LONGEST_TRAILER)
      return bytes.length
    }
    const newline = bytes.indexOf(LF, position)
    const end = newline < 0 ? bytes.length : newline + 1
    this.#hold(bytes.toString('latin1', position, end), LONGEST_CHUNK_HEADER)
    if (newline >= 0) this.#endLine()
    return end
  }

  #hold(text: string, limit: number): void {
    if (this.#held.length + text.length > limit) throw malformedChunk(`${this.#state} exceeds ${limit} bytes`)
    this.#held += text
  }

  #endLine(): void {
    const line = this.#held
    this.#held = ''
    if (!line.endsWith('\r\n')) throw malformedChunk('a line does not end in CRLF')
    if (this.#state === 'size') this.#startChunk(line.slice(0, -2))
    else if (line === '\r\n') this.#state = 'size'
    else throw malformedChunk('a chunk is longer than its size says')
  }

  #startChunk(header: string): void {
    const match = /^([0-9A-Fa-f]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(header)
    if (!match) throw malformedChunk(`chunk header ${JSON.stringify(header.slice(0, 40))}`)
    if ((match[2] === undefined) === this.#body.signed) {
      throw this.#body.signed ? signatureMismatch('s3') : malformedChunk('a chunk of an unsigned body is signed')
    }
    this.#remaining = Number.parseInt(match[1] ?? '', 16)
    this.#chunkSignature = match[2] ?? ''
    this.#decoded += this.#remaining
    if (this.#decoded > (this.#body.decodedLength ?? Number.POSITIVE_INFINITY)) {
      throw incompleteBody(`more than the declared ${this.#body.decodedLength} bytes`)
    }
    this.#hash = this.#body.signed ? createHash('sha256') : undefined
    if (this.#remaining > 0) this.#state = 'data'
    else {
      this.#checkChunk()
      this.#state = 'trailer'
    }
  }

  #readData(bytes: Buffer, position: number): number {
    const end = Math.min(bytes.length, position + this.#remaining)
    const piece = bytes.subarray(position, end)
    this.#hash?.update(piece)
    this.push(piece)
    this.#remaining -= piece.length
    if (this.#remaining === 0) {
      this.#checkChunk()
      this.#state = 'data-end'
    }
    return end
  }

  #checkChunk(): void {
    const { seed } = this.#body
    if (!this.#hash || !seed) return
    const digest = this.#hash.digest('hex')
    this.#checkSignature(seed, 'AWS4-HMAC-SHA256-PAYLOAD', `${EMPTY}\n${digest}`, this.#chunkSignature)
    this.#previousSignature = this.#chunkSignature
  }

  #checkSignature(seed: ChunkSeed, algorithm: string, content: string, provided: string): void {
    const text = `${algorithm}\n${seed.timestamp}\n${seed.scope}\n${this.#previousSignature}\n${content}`
    const wanted = Buffer.from(seed.sign(text), 'latin1')
    const given = Buffer.from(provided, 'latin1')
    if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) throw signatureMismatch('s3')
  }

  #finish(): void {
    if (this.#state !== 'trailer') throw incompleteBody('the last chunk is missing')
    const { decodedLength, trailerNames, trailer, seed } = this.#body
    if (decodedLength !== undefined && this.#decoded !== decodedLength) {
      throw incompleteBody(`${this.#decoded} bytes instead of the declared ${decodedLength}`)
    }
    if (!trailer) {
      if (this.#held !== '\r\n') throw incompleteBody('the end of the last chunk is missing')
      return
    }
    const { trailers, signature } = parseTrailers(this.#held, trailerNames)
    if (seed) {
      const canonical = Object.entries(trailers).map(([name, value]) => `${name}:${value}\n`)
      const digest = hash('sha256', Buffer.from(canonical.join(''), 'latin1'), 'hex')
      this.#checkSignature(seed, 'AWS4-HMAC-SHA256-TRAILER', digest, signature ?? '')
    }
    this.trailers = trailers
  }
}
