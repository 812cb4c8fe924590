import { invalidFilterPattern, invalidTerm } from '../../errors.ts'
import type { Matcher } from './compile.ts'

interface Term {
  /** `?` any of these, `-` none of these, otherwise all. */
  sign: '' | '-' | '?'
  text: string
}

/** One term: a sign, then a quoted phrase (with `\"` for a quote) or whatever stands up to the next blank. */
const TERM = /\s*([-?]?)(?:"((?:[^"\\]|\\[\s\S])*)"(?=\s|$)|([^\s"]\S*))/y

/** Documented: anything but letters, digits and underscores needs quotes. */
const BARE = /^[\p{L}\p{N}_]+$/u

/**
 * `ERROR "disk full" -DEBUG`: all, exactly so, and none of these. `?ERROR ?WARN`: any of these. Upper and lower case
 * differ; a term may stand within a word.
 *
 * Documented: beside other terms those with a question mark are ignored.
 */
export function compileTerms(pattern: string): Matcher {
  const terms = readTerms(pattern)
  const of = (sign: Term['sign']) => terms.filter((term) => term.sign === sign).map(({ text }) => text)
  const all = of('')
  const none = of('-')
  const any = all.length + none.length > 0 ? [] : of('?')
  return (message) =>
    all.every((text) => message.includes(text)) &&
    !none.some((text) => message.includes(text)) &&
    (any.length === 0 || any.some((text) => message.includes(text)))
}

function readTerms(pattern: string): Term[] {
  const terms: Term[] = []
  const text = pattern.trim()
  for (let at = 0; at < text.length; at = TERM.lastIndex) {
    TERM.lastIndex = at
    const match = TERM.exec(text)
    if (!match) throw invalidFilterPattern(`cannot read ${JSON.stringify(text.slice(at, at + 64).trim())}`)
    const [, sign = '', quoted, bare = ''] = match
    terms.push({ sign: sign as Term['sign'], text: quoted === undefined ? bareTerm(bare) : unescaped(quoted) })
  }
  return terms
}

function bareTerm(term: string): string {
  if (/^%.*%$/.test(term)) throw invalidFilterPattern(`regular expressions (${term}) are not served`)
  if (!BARE.test(term)) throw invalidTerm(term)
  return term
}

function unescaped(text: string): string {
  return text.replace(/\\([\s\S])/g, '$1')
}
