import { Automaton } from './automaton.ts'

/** What stands where a secret stood. */
export const MASK = '***'

/** Programs often print the lines of a secret one by one. Shorter ones (`}`, `---`) are no secret by themselves. */
const SHORTEST_LINE = 8

/** Takes a text piece by piece, and gives it back without the secrets. */
export interface Masker {
  /** What is certain by now. What may yet turn out to be the beginning of a secret is held back. */
  push(text: string): string
  /** What was held back. The next `push` begins a new text. */
  flush(): string
}

/** `text` with {@link MASK} for every occurrence of a secret; occurrences that overlap become one. */
export function maskSecrets(text: string, secrets: string[]): string {
  const masker = createMasker(secrets)
  return masker.push(text) + masker.flush()
}

/**
 * A masker for one text. It does not matter where the text is cut into pieces, and the time it takes grows with the
 * text alone, whatever the secrets are. Blank secrets are ignored; of a secret of several lines each line is one, too.
 */
export function createMasker(secrets: string[]): Masker {
  const words = wordsOf(secrets)
  if (words.length === 0) return { push: (text) => text, flush: () => '' }
  const automaton = new Automaton(words)
  const { begins, depth, match } = automaton
  let state = 0
  /** What is not given out yet: no longer than the longest secret. */
  let held = ''
  /** The secrets that were found in it. */
  let finds: Find[] = []

  /** Gives out `text` up to `certain`, behind which more may yet turn out to be a secret. */
  function give(text: string, certain: number): string {
    let out = ''
    let from = 0
    for (const { start, end } of finds) {
      if (start >= certain) break
      if (start !== BEFORE) out += text.slice(from, start) + MASK
      from = end
    }
    out += text.slice(from, Math.max(from, certain))
    held = text.slice(certain)
    finds = finds
      .filter(({ end }) => end > certain)
      .map(({ start, end }) => ({ start: start < certain ? BEFORE : start - certain, end: end - certain }))
    return out
  }

  return {
    push(piece) {
      const text = held + piece
      for (let index = held.length; index < text.length; index++) {
        const code = text.charCodeAt(index)
        if (state === 0 && begins[code] === 0) continue
        state = automaton.step(state, code)
        const length = match[state] ?? 0
        if (length > 0) add(finds, { start: index + 1 - length, end: index + 1 })
      }
      return give(text, text.length - (depth[state] ?? 0))
    },
    flush() {
      const out = give(held, held.length)
      state = 0
      return out
    },
  }
}

/** Where a secret stands in the text in hand. */
interface Find {
  start: number
  end: number
}

/** Start of a secret that began in text given out before, and whose mask was given out with it. */
const BEFORE = -1

/** Adds a find, which ends behind all others; those that it overlaps become one with it. */
function add(finds: Find[], { start, end }: Find): void {
  let first = start
  for (let last = finds.at(-1); last && last.end > first; last = finds.at(-1)) {
    first = Math.min(first, last.start)
    finds.pop()
  }
  finds.push({ start: first, end })
}

function wordsOf(secrets: string[]): string[] {
  const lines = secrets.flatMap((secret) => (/[\r\n]/.test(secret) ? secret.split(/\r\n|\r|\n/) : []))
  const whole = secrets.filter((secret) => secret.trim() !== '')
  return [...new Set([...whole, ...lines.filter((line) => line.trim().length >= SHORTEST_LINE)])]
}
