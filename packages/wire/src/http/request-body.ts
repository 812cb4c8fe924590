import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { ServiceError } from '@towpath/base'
import type { WireRequest } from '../protocols/protocol.ts'
import { type Authenticated, bodyStream } from '../sigv4/index.ts'
import { BodyTooLarge, collect } from './collect.ts'

/**
 * The body of one request. Nothing of it is asked for before it is needed: a client that sent
 * `Expect: 100-continue` is told to go on only then.
 */
export class RequestBody {
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  #expectsContinue: boolean
  #whole: Promise<Buffer> | undefined
  #trailers: () => Record<string, string> = () => ({})

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#request = request
    this.#response = response
    this.#expectsContinue = request.headers.expect?.toLowerCase() === '100-continue'
  }

  /** Whether the client still waits to be asked for the body: it will not come by itself. */
  get unasked(): boolean {
    return this.#expectsContinue
  }

  /** The whole body as it came, before it is known who sent it. Later reads get the same bytes. */
  raw(limit: number): Promise<Buffer> {
    this.#whole ??= this.#collect(this.#source(), limit)
    return this.#whole
  }

  /** The ways to the body that the protocols get, held to what the signature says of it. */
  verified(auth: Authenticated, limit: number): Pick<WireRequest, 'body' | 'stream'> {
    let streamed: Readable | undefined
    const stream = () => {
      streamed ??= this.#verified(auth)
      return streamed
    }
    let whole: Promise<Buffer> | undefined
    const body = () => {
      whole ??= auth.body.kind === 'proved' ? this.raw(limit) : this.#collect(stream(), limit)
      return whole
    }
    return { body, stream }
  }

  trailers(): Record<string, string> {
    return this.#trailers()
  }

  #verified(auth: Authenticated): Readable {
    const already = this.#whole
    const source = already ? Readable.from(once(already)) : this.#source()
    const { stream, trailers } = bodyStream(auth, source)
    this.#trailers = trailers
    return stream
  }

  #source(): IncomingMessage {
    if (this.#expectsContinue) {
      this.#expectsContinue = false
      this.#response.writeContinue()
    }
    return this.#request
  }

  async #collect(source: Readable, limit: number): Promise<Buffer> {
    const declared = Number(this.#request.headers['content-length'] ?? 0)
    // A limit leaves room for the framing of an aws-chunked body only once it is taken off.
    try {
      if (declared > limit * 2) throw new BodyTooLarge()
      return await collect(source, limit)
    } catch (error) {
      if (error instanceof BodyTooLarge) {
        throw new ServiceError('RequestEntityTooLarge', `The request body is longer than ${limit} bytes`, {
          status: 413,
        })
      }
      throw error
    }
  }
}

async function* once(bytes: Promise<Buffer>): AsyncGenerator<Buffer> {
  yield await bytes
}
