/** The byte that marks begin and end with: a separator of records, which programs hardly ever write. */
const EDGE = '\u001e'
/** Longest name of a job in a mark. */
const LONGEST_NAME = 100

/** What stands behind the output of a job. `token`: of this build alone, so that no output is taken for it by accident. */
export const markOf = (token: string, job: string): string => `${EDGE}${token}:${job}${EDGE}`

/** Takes the marks that stand behind the output of each job out of that output. */
export class MarkFinder {
  readonly #begin: string
  readonly #found = new Set<string>()
  readonly #waiting = new Map<string, () => void>()
  /** Bytes that may be the beginning of a mark. */
  #held: Buffer = Buffer.alloc(0)

  constructor(token: string) {
    this.#begin = `${EDGE}${token}:`
  }

  /** Resolves when the mark of that job was found, and all before it was handed on. */
  async expect(job: string): Promise<void> {
    if (!this.#found.has(job)) await new Promise<void>((resolve) => this.#waiting.set(job, resolve))
  }

  /** Hands on what is no mark. Answers what `pass` waits for, if it does. */
  without(bytes: Buffer, pass: (bytes: Buffer) => Promise<void> | void): Promise<void> | undefined {
    let rest = this.#held.length > 0 ? Buffer.concat([this.#held, bytes]) : bytes
    this.#held = Buffer.alloc(0)
    const waits: Promise<void>[] = []
    const hand = (part: Buffer) => {
      const wait = part.length > 0 ? pass(part) : undefined
      if (wait) waits.push(wait)
    }
    for (let mark = this.#next(rest); mark; mark = this.#next(rest)) {
      hand(rest.subarray(0, mark.start))
      rest = rest.subarray(mark.end)
      this.#tell(mark.job, waits)
    }
    const open = this.#openMark(rest)
    hand(rest.subarray(0, open))
    this.#held = Buffer.from(rest.subarray(open))
    return waits.length > 0 ? Promise.all(waits).then(() => {}) : undefined
  }

  #next(bytes: Buffer): { start: number; end: number; job: string } | undefined {
    const start = bytes.indexOf(this.#begin)
    if (start < 0) return undefined
    const name = start + this.#begin.length
    const end = bytes.indexOf(EDGE, name)
    return end < 0 ? undefined : { start, end: end + EDGE.length, job: bytes.toString('utf8', name, end) }
  }

  /** Where a mark begins whose end is not there yet; the end of the bytes when none does. */
  #openMark(bytes: Buffer): number {
    const at = bytes.lastIndexOf(EDGE)
    if (at < 0 || bytes.length - at > this.#begin.length + LONGEST_NAME) return bytes.length
    const tail = bytes.toString('latin1', at)
    return tail.startsWith(this.#begin) || this.#begin.startsWith(tail) ? at : bytes.length
  }

  #tell(job: string, waits: Promise<void>[]): void {
    const tell = () => {
      this.#found.add(job)
      this.#waiting.get(job)?.()
      this.#waiting.delete(job)
    }
    // What came before it may still wait for its turn.
    if (waits.length > 0) void Promise.all(waits).then(tell)
    else tell()
  }
}
