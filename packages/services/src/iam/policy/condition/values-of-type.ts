import { parseDate } from './date.ts'
import type { Matcher, MatcherMaker } from './operators.ts'

/** `compare` gets the request's number first. A value of the request that is no number matches nothing. */
export function numericMatcher(compare: (actual: number, expected: number) => boolean): MatcherMaker {
  return (expected) => {
    const wanted = parseNumber(expected)
    if (wanted === undefined) return undefined
    return (actual) => {
      const number = parseNumber(actual)
      return number !== undefined && compare(number, wanted)
    }
  }
}

function parseNumber(text: string): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined
}

export function dateMatcher(compare: (actual: number, expected: number) => boolean): MatcherMaker {
  return (expected) => {
    const wanted = parseDate(expected)
    if (wanted === undefined) return undefined
    return (actual) => {
      const date = parseDate(actual)
      return date !== undefined && compare(date, wanted)
    }
  }
}

export function boolMatcher(expected: string): Matcher | undefined {
  const wanted = expected.toLowerCase()
  return wanted === 'true' || wanted === 'false' ? (actual) => actual.toLowerCase() === wanted : undefined
}

/** Both sides are base64; compared are the bytes. */
export function binaryMatcher(expected: string): Matcher | undefined {
  const wanted = decode(expected)
  return wanted && ((actual) => decode(actual)?.equals(wanted) ?? false)
}

function decode(text: string): Buffer | undefined {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0 ? Buffer.from(text, 'base64') : undefined
}
