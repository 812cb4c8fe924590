import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { anySignal, type GithubRequest, type GithubSite, send } from './send.ts'

const PAUSE = 60_000

/**
 * The content of an answer as it arrives, however long that takes; it ends in an error when nothing comes for a while.
 * Read it to its end or destroy it.
 */
export async function download(site: GithubSite, request: GithubRequest): Promise<Readable> {
  const pause = site.timeout ?? PAUSE
  const idle = new AbortController()
  const late = () => idle.abort(new DOMException(`Nothing came for ${pause} ms`, 'TimeoutError'))
  let timer = setTimeout(late, pause)
  try {
    const response = await send(site, { ...request, signal: anySignal([request.signal, idle.signal]) })
    const content = Readable.fromWeb(response.body as ReadableStream)
    // A reader that is slow is not a sender that is: the clock runs only while we wait for a chunk.
    const touched = async function* () {
      try {
        for (const reader = content[Symbol.asyncIterator](); ; ) {
          clearTimeout(timer)
          timer = setTimeout(late, pause)
          const { value, done } = await reader.next()
          clearTimeout(timer)
          if (done) return
          yield value as Buffer
        }
      } finally {
        clearTimeout(timer)
        content.destroy()
      }
    }
    return Readable.from(touched(), { objectMode: false }).on('close', () => clearTimeout(timer))
  } catch (error) {
    clearTimeout(timer)
    throw error
  }
}
