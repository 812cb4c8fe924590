/** Longest line that is kept whole, in characters; what is longer goes on in further lines. */
export const LONGEST_LINE = 16_384

/** Cuts a text that comes in pieces into lines. Of what has no line break yet no more than the longest line is held. */
export class LogLines {
  #held = ''

  /** The lines that are whole by now, without their breaks. */
  push(text: string): string[] {
    const lines = (this.#held + text).split('\n')
    this.#held = lines.pop() ?? ''
    if (this.#held.length > LONGEST_LINE) {
      const pieces = cut(this.#held)
      this.#held = pieces.pop() ?? ''
      lines.push(...pieces)
    }
    return lines.flatMap((line) => cut(line.endsWith('\r') ? line.slice(0, -1) : line))
  }

  /** What was begun and did not end. */
  rest(): string[] {
    const line = this.#held
    this.#held = ''
    return line === '' ? [] : [line]
  }
}

function cut(line: string): string[] {
  if (line.length <= LONGEST_LINE) return [line]
  const pieces: string[] = []
  for (let at = 0; at < line.length; ) {
    let end = at + LONGEST_LINE
    // A character of two code units stays whole.
    if (/[\ud800-\udbff]/.test(line[end - 1] ?? '') && end < line.length) end -= 1
    pieces.push(line.slice(at, end))
    at = end
  }
  return pieces
}
