import { createHash } from 'node:crypto'
import { finished, type Readable, Transform } from 'node:stream'
import { ChunkedDecoder } from './chunked-decoder.ts'
import { contentMismatch } from './errors.ts'
import type { Authenticated } from './request.ts'

/** The content of a request, and what followed it. */
export interface VerifiedBody {
  /**
   * The content without framing. It is proved only once the stream has ended: whoever reads it must undo what it did
   * when the stream fails, which it does with a ServiceError when the content is not what was signed.
   */
  stream: Readable
  /** Trailers of an aws-chunked body, names in lower case. Complete once the stream has ended. */
  trailers(): Record<string, string>
}

const none = () => ({})

/** Reads the body of an authenticated request, holding it to what the request said of it. Memory use is bounded. */
export function bodyStream(auth: Pick<Authenticated, 'service' | 'body'>, source: Readable): VerifiedBody {
  const { body, service } = auth
  switch (body.kind) {
    case 'proved':
    case 'unsigned':
      return { stream: source, trailers: none }
    case 'hashed':
      return { stream: through(source, hashChecked(service, body.sha256)), trailers: none }
    case 'chunked': {
      const decoder = new ChunkedDecoder(body)
      return { stream: through(source, decoder), trailers: () => decoder.trailers }
    }
  }
}

function hashChecked(service: string, claimed: string): Transform {
  const hash = createHash('sha256')
  return new Transform({
    transform(bytes: Buffer, _encoding, done) {
      hash.update(bytes)
      done(null, bytes)
    },
    flush(done) {
      const computed = hash.digest('hex')
      done(computed === claimed ? null : contentMismatch(service, claimed, computed))
    },
  })
}

/**
 * The source's failures reach whoever reads the result. Not the other way round: the source is a request, and when its
 * body is refused its connection is still needed for the answer. What is left unread then stays unread.
 */
function through(source: Readable, transform: Transform): Readable {
  finished(source, { writable: false }, (error) => {
    if (error) transform.destroy(error)
  })
  transform.once('close', () => source.unpipe(transform))
  return source.pipe(transform)
}
