/** Characters (not bytes) that decide how much of a script log a failure carries. */
export const LOG_TAIL_ROOM = 2048

/**
 * The newest entries of a script log, kept as the official agent keeps them (observed), so that the same script reports
 * the same text through either agent.
 *
 * The newest entry is not counted itself and the oldest one kept counts twice: an entry stays while the entries between
 * it and the newest, both ends left out, plus twice its own length are below 2048 characters. So up to about 4 KB are
 * reported, and a last line of 2048 characters or more leaves nothing.
 */
export class LogTail {
  #entries: { text: string; length: number }[] = []

  append(text: string): void {
    this.#entries.push({ text, length: characters(text) })
    let first = this.#entries.length
    let room = LOG_TAIL_ROOM
    while (first > 0 && room - this.#lengthAt(first - 1) > 0) {
      first -= 1
      room -= this.#lengthAt(first - 1)
    }
    this.#entries.splice(0, first)
  }

  toString(): string {
    return this.#entries.map((entry) => entry.text).join('')
  }

  /** Index -1 means the last entry: that is what the official agent's arithmetic amounts to, and what it counts. */
  #lengthAt(index: number): number {
    return this.#entries.at(index)?.length ?? 0
  }
}

/** Unicode characters; `text.length` would count those beyond the basic plane twice. */
function characters(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}
