/**
 * Translates a regular expression from Java's syntax, in which the service models are written, to JavaScript's with
 * the `u` flag. Throws SyntaxError for what has no equivalent.
 */
export function javaPatternSource(pattern: string): string {
  let out = ''
  let position = 0
  while (position < pattern.length) {
    const token = next(pattern, position)
    out += token.text
    position = token.end
  }
  return out
}

interface Token {
  text: string
  end: number
}

/** POSIX classes of java.util.regex.Pattern, ASCII only, as ranges for within brackets. */
const POSIX: Record<string, string> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\x00-\\x7F',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: '!-\\/:-@\\[-`\\{-~',
  Graph: '!-~',
  Print: ' -~',
  Blank: ' \\t',
  Cntrl: '\\x00-\\x1F\\x7F',
  XDigit: '0-9a-fA-F',
  Space: '\\t-\\r ',
}
/** Characters that stay escaped under the `u` flag; every other escaped sign is the sign itself. */
const SYNTAX = '^$\\.*+?()[]{}|/'

function next(pattern: string, at: number): Token {
  const char = pattern.charAt(at)
  if (char === '\\') return escaped(pattern, at, false)
  if (char === '[') return bracket(pattern, at)
  if (char === '{' && !/^\{\d+(,\d*)?\}/.test(pattern.slice(at))) return { text: '\\{', end: at + 1 }
  if (char === '}' && !/\{\d+(,\d*)?$/.test(pattern.slice(0, at))) return { text: '\\}', end: at + 1 }
  if (char === ']') return { text: '\\]', end: at + 1 }
  if ('+*?}'.includes(char) && pattern[at + 1] === '+') {
    // A possessive quantifier only forbids backtracking. Dropping that accepts a little more, never less.
    return { text: char, end: at + 2 }
  }
  if (pattern.startsWith('(?i)', at) || pattern.startsWith('(?s)', at)) {
    throw new SyntaxError(`Flags within a pattern are not supported: ${pattern}`)
  }
  return { text: char, end: at + 1 }
}

function escaped(pattern: string, at: number, inBracket: boolean): Token {
  const char = pattern.charAt(at + 1)
  const after = pattern.slice(at)
  const property = /^\\([pP])(?:\{(?:Is)?(\w+)\}|(\w))/.exec(after)
  if (property) return propertyClass(property, at, inBracket)
  const code = /^\\u([0-9A-Fa-f]{4})|^\\x([0-9A-Fa-f]{2})/.exec(after)
  if (code) return { text: code[0], end: at + code[0].length }
  const point = /^\\x\{([0-9A-Fa-f]+)\}/.exec(after)
  if (point) return { text: `\\u{${point[1]}}`, end: at + point[0].length }
  if (char === 's') return { text: inBracket ? '\\t-\\r ' : '[\\t-\\r ]', end: at + 2 }
  if (char === 'S' && !inBracket) return { text: '[^\\t-\\r ]', end: at + 2 }
  if (char === 'A' && !inBracket) return { text: '^', end: at + 2 }
  if ((char === 'z' || char === 'Z') && !inBracket) return { text: '$', end: at + 2 }
  if (/[dDwWtnrfvbB0-9]/.test(char)) return { text: `\\${char}`, end: at + 2 }
  if (/[A-Za-z]/.test(char)) throw new SyntaxError(`Unknown escape \\${char} in ${pattern}`)
  const needed = SYNTAX.includes(char) || (inBracket && char === '-')
  return { text: needed ? `\\${char}` : char, end: at + 2 }
}

function propertyClass(match: RegExpExecArray, at: number, inBracket: boolean): Token {
  const name = match[2] ?? match[3] ?? ''
  const negated = match[1] === 'P'
  const ranges = POSIX[name]
  const end = at + match[0].length
  if (ranges === undefined) return { text: `\\${match[1]}{${name}}`, end }
  if (inBracket && negated) throw new SyntaxError(`\\P{${name}} within brackets is not supported`)
  return { text: inBracket ? ranges : `[${negated ? '^' : ''}${ranges}]`, end }
}

/** A character class. Signs without meaning there are escaped, so that the `u` flag accepts what Java accepts. */
function bracket(pattern: string, start: number): Token {
  let at = start + 1
  let text = '['
  if (pattern[at] === '^') {
    text += '^'
    at++
  }
  const first = at
  let isClass = false
  while (at < pattern.length && (pattern[at] !== ']' || at === first)) {
    const char = pattern.charAt(at)
    if (pattern.startsWith('&&', at)) throw new SyntaxError(`Intersections are not supported: ${pattern}`)
    if (char === '\\') {
      const token = escaped(pattern, at, true)
      text += token.text
      isClass = /^\\[dDwWsSpP]/.test(pattern.slice(at, at + 2))
      at = token.end
      continue
    }
    if (char === '[') {
      // A class within a class is a union.
      const inner = bracket(pattern, at)
      if (inner.text.startsWith('[^')) throw new SyntaxError(`A negated inner class is not supported: ${pattern}`)
      text += inner.text.slice(1, -1)
      at = inner.end
      isClass = true
      continue
    }
    const literalDash = char === '-' && (isClass || at === first || /^-(\]|\\[dDwWsSpP])/.test(pattern.slice(at)))
    text += literalDash ? '\\-' : '^$.*+?(){}|/]'.includes(char) ? `\\${char}` : char
    isClass = false
    at++
  }
  if (at >= pattern.length) throw new SyntaxError(`Unclosed bracket in ${pattern}`)
  return { text: `${text}]`, end: at + 1 }
}
