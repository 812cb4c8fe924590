/** The output of a command that is not kept, but for its end. Holds no more than that end and one piece. */
export class LeftOut {
  #pieces: Uint8Array[] = []
  #held = 0
  #total = 0

  /** `bytes` are kept as they are, and must not change. `most`: bytes of the end that may be asked for later. */
  push(bytes: Uint8Array, most: number): void {
    this.#pieces.push(bytes)
    this.#held += bytes.length
    this.#total += bytes.length
    for (;;) {
      const first = this.#pieces[0]?.length ?? 0
      if (first === 0 || this.#held - first < most) return
      this.#held -= first
      this.#pieces.shift()
    }
  }

  /**
   * The end, at most `most` bytes of it and from the beginning of a line on, and how many bytes were before it; undefined
   * when nothing was pushed. Forgets all of it.
   */
  take(most: number): { bytes: number; end: Buffer } | undefined {
    if (this.#total === 0) return undefined
    const held = Buffer.concat(this.#pieces)
    const total = this.#total
    this.#pieces = []
    this.#held = 0
    this.#total = 0
    if (total <= most) return { bytes: 0, end: held }
    const end = held.subarray(Math.max(0, held.length - most))
    const line = end.subarray(end.indexOf('\n') + 1)
    const kept = line.length > 0 ? line : end
    return { bytes: total - kept.length, end: kept }
  }
}
