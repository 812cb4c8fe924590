import { Readable } from 'node:stream'

/**
 * A stream whose source is opened on the first read. Destroying it only lets go of the source: a request's connection
 * is still needed for the answer when its body is no longer wanted.
 */
export class DeferredStream extends Readable {
  readonly #open: () => Readable
  #source: Readable | undefined
  #release = () => {}

  constructor(open: () => Readable) {
    super()
    this.#open = open
  }

  override _read(): void {
    if (this.#source) {
      this.#source.resume()
      return
    }
    try {
      this.#attach(this.#open())
    } catch (error) {
      this.destroy(error as Error)
    }
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#release()
    this.#source?.pause()
    done(error)
  }

  #attach(source: Readable): void {
    this.#source = source
    const onData = (chunk: Buffer) => {
      if (!this.push(chunk)) source.pause()
    }
    const onEnd = () => this.push(null)
    const onError = (error: Error) => this.destroy(error)
    const onClose = () => {
      if (!source.readableEnded) this.destroy(new Error('The body ended before it was complete'))
    }
    this.#release = () => {
      source.off('data', onData).off('end', onEnd).off('close', onClose)
      // An error that comes now interests nobody, and must not end the process.
      source.off('error', onError).on('error', () => {})
    }
    source.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose)
    if (source.destroyed) onClose()
  }
}
