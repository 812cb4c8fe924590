import { compilePattern, matchesPattern, type Pattern } from './pattern.ts'
import { type FixedTemplate, isFixed, parseTemplate, resolve, type Segment, type Template } from './template.ts'
import type { Values } from './values.ts'

const PARTS = 6

/** Whether an ARN fits; undefined when the pattern holds a variable that the request has no value for. */
export type ArnMatcher = (arn: ArnText, values: Values) => boolean | undefined

/** An ARN, taken apart once for all patterns that it is held against. */
export interface ArnText {
  text: string
  parts: readonly string[]
}

export function arnText(text: string): ArnText {
  const parts: string[] = []
  let start = 0
  while (parts.length < PARTS - 1) {
    const colon = text.indexOf(':', start)
    if (colon < 0) break
    parts.push(text.slice(start, colon))
    start = colon + 1
  }
  parts.push(text.slice(start))
  return { text, parts }
}

/**
 * Wildcards stay within the part of the ARN they stand in: `arn:aws:iam::*:role/x` names no role whose account part
 * would have to hold a colon (documented for Resource and for ArnLike). Parts left out at the end stand for anything.
 */
export function compileArnPattern(text: string, variables: boolean): ArnMatcher {
  if (text === '*') return () => true
  const parts = splitParts(parseTemplate(text, variables))
  const patterns = parts.map((part) => (isFixed(part) ? compilePattern(part) : undefined))
  return (arn, values) => {
    if (arn.parts.length !== PARTS) return false
    // From the end: the resource part is what usually differs.
    let known: boolean | undefined = true
    for (let i = parts.length - 1; i >= 0; i--) {
      const pattern = patterns[i] ?? resolved(parts[i] ?? [], values)
      if (!pattern) known = undefined
      else if (!matchesPattern(pattern, arn.parts[i] ?? '')) return false
    }
    return known
  }
}

function resolved(part: Template, values: Values): Pattern | undefined {
  const fixed: FixedTemplate | undefined = resolve(part, values)
  return fixed && compilePattern(fixed)
}

/** Splits at the first five colons that are written out; those inside of variables and their values do not count. */
function splitParts(template: Template): Segment[][] {
  const parts: Segment[][] = [[]]
  for (const segment of template) {
    const pieces = 'text' in segment ? segment.text.split(':').map((text) => ({ text })) : [segment]
    for (const [index, piece] of pieces.entries()) {
      if (index > 0 && parts.length < PARTS) parts.push([])
      else if (index > 0) parts.at(-1)?.push({ text: ':' })
      parts.at(-1)?.push(piece)
    }
  }
  while (parts.length < PARTS) parts.push([{ text: '*' }])
  return parts
}
