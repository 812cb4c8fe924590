import { createHash } from 'node:crypto'

/** Answers that GitHub need not send again, and does not count, while they are still right. */
export interface Known {
  etag: string
  answer: unknown
}

const MOST = 1000
/** Larger answers are not worth keeping. */
const LARGEST = 32 * 1024

/**
 * The newest answers by address and token. Whoever looks every minute whether a branch has moved would otherwise use up
 * what GitHub allows in an hour.
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests
 */
export class Etags {
  readonly #known = new Map<string, Known>()

  find(address: string, token: string | undefined): Known | undefined {
    return this.#known.get(keyOf(address, token))
  }

  /** `size`: of the answer, in bytes. */
  keep(address: string, token: string | undefined, known: Known, size: number): void {
    const key = keyOf(address, token)
    this.#known.delete(key)
    if (size > LARGEST || known.etag.length > 200) return
    this.#known.set(key, known)
    const [oldest] = this.#known.keys()
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest)
  }
}

function keyOf(address: string, token = ''): string {
  return createHash('sha256').update(`${address}\0${token}`).digest('base64')
}
