import type { FixedTemplate } from './template.ts'

const ANY_RUN = -1
const ANY_ONE = -2

/** A text with wildcards: `*` stands for any run of characters (also none), `?` for exactly one. */
export type Pattern =
  | { kind: 'everything' }
  | { kind: 'exactly'; text: string }
  | { kind: 'prefix'; text: string }
  /** UTF-16 code units, or one of the two wildcards. */
  | { kind: 'mixed'; units: readonly number[] }

/** Makes a pattern; the usual simple ones are kept in forms that match fast. */
export function compilePattern(template: FixedTemplate): Pattern {
  const units: number[] = []
  for (const segment of template) {
    if ('quoted' in segment) for (let i = 0; i < segment.quoted.length; i++) units.push(segment.quoted.charCodeAt(i))
    else for (let i = 0; i < segment.text.length; i++) units.push(unit(segment.text, i))
  }
  const wild = units.findIndex((code) => code < 0)
  if (wild < 0) return { kind: 'exactly', text: String.fromCharCode(...units) }
  if (wild < units.length - 1 || units[wild] !== ANY_RUN) return { kind: 'mixed', units }
  return wild === 0 ? { kind: 'everything' } : { kind: 'prefix', text: String.fromCharCode(...units.slice(0, wild)) }
}

function unit(text: string, index: number): number {
  const char = text[index]
  return char === '*' ? ANY_RUN : char === '?' ? ANY_ONE : text.charCodeAt(index)
}

/** Whether all of `text` fits. Takes time in proportion to both lengths at worst, never more. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  switch (pattern.kind) {
    case 'everything':
      return true
    case 'exactly':
      return text === pattern.text
    case 'prefix':
      return text.startsWith(pattern.text)
    case 'mixed':
      return matchesUnits(pattern.units, text)
  }
}

function matchesUnits(units: readonly number[], text: string): boolean {
  let at = 0
  let next = 0
  // The last `*` seen, and how much of the text it has been given so far: a mismatch gives it one character more.
  let star = -1
  let given = 0
  while (at < text.length) {
    const want = units[next]
    if (want === ANY_RUN) {
      star = next++
      given = at
    } else if (want !== undefined && (want === ANY_ONE || want === text.charCodeAt(at))) {
      next++
      at++
    } else if (star >= 0) {
      next = star + 1
      at = ++given
    } else {
      return false
    }
  }
  while (units[next] === ANY_RUN) next++
  return next === units.length
}
