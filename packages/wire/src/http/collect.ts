import type { Readable } from 'node:stream'

/** More bytes came than may be held in memory. */
export class BodyTooLarge extends Error {}

/**
 * All of `source`, at most `limit` bytes. Rejects with {@link BodyTooLarge} as soon as more came, without reading on,
 * and with the stream's own error when it fails or is cut off.
 */
export function collect(source: Readable, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const done = (error?: Error) => {
      source.off('data', onData).off('end', onEnd).off('error', done).off('close', onClose)
      if (error) {
        source.pause()
        reject(error)
      } else {
        resolve(joined(chunks, length))
      }
    }
    const onData = (chunk: Buffer) => {
      length += chunk.length
      if (length > limit) done(new BodyTooLarge(`More than ${limit} bytes`))
      else chunks.push(chunk)
    }
    const onEnd = () => done()
    const onClose = () => done(new Error('The body ended before it was complete'))
    if (source.destroyed) return onClose()
    source.on('data', onData).on('end', onEnd).on('error', done).on('close', onClose)
  })
}

/**
 * In memory of its own: `Buffer.concat` puts small ones into a pool, so that each body that is held (thousands of polls
 * wait for minutes) would hold what other requests had beside it.
 */
function joined(chunks: Buffer[], length: number): Buffer {
  const whole = Buffer.allocUnsafeSlow(length)
  let at = 0
  for (const chunk of chunks) at += chunk.copy(whole, at)
  return whole
}
