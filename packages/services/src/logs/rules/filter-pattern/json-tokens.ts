import { invalidFilterPattern } from '../../errors.ts'

/** A part of a JSON pattern. A selector is the list of steps into the document. */
export type Token =
  | { kind: 'selector'; steps: Step[] }
  | { kind: 'text'; text: string; quoted: boolean }
  | { kind: 'sign'; text: string }

/** The name of a property, the index of an item, or `*` for every item. */
export type Step = { name: string } | { index: number } | { every: true }

const TOKEN = new RegExp(
  [
    String.raw`(?<selector>\$(?:\.[\w-]+|\[\d{1,9}\]|\[\*\]|\['[^']*'\]|\["[^"]*"\])*)`,
    String.raw`(?<quoted>"(?:[^"\\]|\\[\s\S])*")`,
    String.raw`(?<sign>&&|\|\||!=|<=|>=|[=<>(){}])`,
    String.raw`(?<bare>[^\s"(){}=<>!&|$]+)`,
  ].join('|'),
  'y',
)
const STEP = /\.([\w-]+)|\[(\d+)\]|\[\*\]|\['([^']*)'\]|\["([^"]*)"\]/g

export function readTokens(pattern: string): Token[] {
  const tokens: Token[] = []
  let at = skipBlanks(pattern, 0)
  while (at < pattern.length) {
    TOKEN.lastIndex = at
    const groups = TOKEN.exec(pattern)?.groups
    if (!groups) throw invalidFilterPattern(`cannot read ${JSON.stringify(pattern.slice(at, at + 64))}`)
    tokens.push(tokenOf(groups))
    at = skipBlanks(pattern, TOKEN.lastIndex)
  }
  return tokens
}

function tokenOf({ selector, quoted, sign, bare = '' }: Record<string, string | undefined>): Token {
  if (selector !== undefined) return { kind: 'selector', steps: [...selector.matchAll(STEP)].map(stepOf) }
  if (quoted !== undefined) {
    return { kind: 'text', text: quoted.slice(1, -1).replace(/\\([\s\S])/g, '$1'), quoted: true }
  }
  return sign === undefined ? { kind: 'text', text: bare, quoted: false } : { kind: 'sign', text: sign }
}

function stepOf([, dotted, index, single, double]: RegExpMatchArray): Step {
  if (index !== undefined) return { index: Number(index) }
  const name = dotted ?? single ?? double
  return name === undefined ? { every: true } : { name }
}

function skipBlanks(text: string, from: number): number {
  let at = from
  while (/\s/.test(text[at] ?? '')) at += 1
  return at
}
