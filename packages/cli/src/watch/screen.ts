import { stripVTControlCharacters } from 'node:util'
import type { Io } from '../io.ts'

const SIGNS: Record<string, string> = {
  Succeeded: '\u001b[32m✔\u001b[39m',
  Failed: '\u001b[31m✘\u001b[39m',
  InProgress: '\u001b[33m●\u001b[39m',
  Skipped: '\u001b[2m–\u001b[22m',
  Pending: '\u001b[2m·\u001b[22m',
}

/** One character that says how it stands, in colour. */
export function sign(status: string): string {
  return SIGNS[status] ?? '·'
}

/** Cuts to a visible width; escape sequences take no room. */
export function cut(line: string, columns: number): string {
  if (stripVTControlCharacters(line).length <= columns) return line
  let visible = 0
  let out = ''
  for (const part of line.split(/(\p{Cc}\[\d+m)/u)) {
    if (part.startsWith('\u001b')) out += part
    else {
      const room = Math.max(0, columns - 1 - visible)
      out += part.slice(0, room)
      visible += Math.min(part.length, room)
    }
  }
  return `${out}…`
}

/** Writes over what it wrote before. */
export function painter(io: Io): (lines: string[]) => void {
  let height = 0
  return (lines) => {
    const up = height > 0 ? `\u001b[${height}A` : ''
    io.stdout.write(`${up}${lines.map((text) => `\u001b[2K${text}\n`).join('')}\u001b[J`)
    height = lines.length
  }
}
