import { StringDecoder } from 'node:string_decoder'

/** A line that does not end is passed on in pieces, so that a script cannot fill the agent's memory. */
const LONGEST_LINE = 64 * 1024

/** Cuts a stream of bytes into lines, each with its newline; what is not UTF-8 is replaced. */
export class OutputLines {
  readonly #decoder = new StringDecoder('utf8')
  #rest = ''

  /** The lines that are complete now. */
  push(chunk: Buffer): string[] {
    return this.#cut(this.#decoder.write(chunk))
  }

  /** The last line, if it has no newline. */
  end(): string[] {
    const lines = this.#cut(this.#decoder.end())
    if (this.#rest !== '') lines.push(this.#rest)
    this.#rest = ''
    return lines
  }

  #cut(text: string): string[] {
    const lines = (this.#rest + text).split(/(?<=\n)/)
    const last = lines.at(-1) ?? ''
    this.#rest = last.endsWith('\n') || last.length >= LONGEST_LINE ? '' : last
    if (this.#rest !== '') lines.pop()
    return lines.filter((line) => line !== '')
  }
}
