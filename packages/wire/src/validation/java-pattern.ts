/** Signs that keep their backslash under the `u` flag; every other escaped sign is just the sign. */
const SYNTAX = '^$\\.*+?()[]{}|/'
/** Escapes that mean the same on both sides, `\d` and `\w` being ASCII in Java too. */
const SHARED = /^\\(?:[dDwWtnrfvbB]|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[pP]\{\w+\})/

/** Java's `\s` is ASCII, JavaScript's is not; and what it leaves over, as ranges that may stand in a class. */
const SPACES: Record<string, string> = {
  '\\s': ' \\t-\\r',
  '\\S': '\\0-\\x08\\x0E-\\x1F\\x21-\\u{10FFFF}',
}

/**
 * Translates a regular expression from Java's syntax, in which the service models are written, to JavaScript's with
 * the `u` flag. Throws SyntaxError for what the models do not use (possessive quantifiers, class intersections, flags
 * within a pattern): a test translates every pattern there is.
 */
export function javaPatternSource(pattern: string): string {
  let out = ''
  for (let at = 0; at < pattern.length; ) {
    const { text, end } = piece(pattern, at)
    out += text
    at = end
  }
  return out
}

interface Piece {
  text: string
  end: number
}

function piece(pattern: string, at: number): Piece {
  const char = pattern.charAt(at)
  if (char === '\\') return escaped(pattern, at)
  if (char === '[') return bracket(pattern, at)
  if (/^([*+?}]\+|\(\?[a-z])/.test(pattern.slice(at))) throw new SyntaxError(`Not supported: ${pattern}`)
  return { text: char, end: at + 1 }
}

function escaped(pattern: string, at: number): Piece {
  const spaces = SPACES[pattern.slice(at, at + 2)]
  if (spaces !== undefined) return { text: `[${spaces}]`, end: at + 2 }
  const shared = SHARED.exec(pattern.slice(at))?.[0]
  if (shared !== undefined) return { text: shared, end: at + shared.length }
  const sign = pattern.charAt(at + 1)
  if (/[A-Za-z0-9]/.test(sign) || sign === '') throw new SyntaxError(`Not supported: \\${sign} in ${pattern}`)
  return { text: SYNTAX.includes(sign) ? `\\${sign}` : sign, end: at + 2 }
}

/** A character class. Signs that mean nothing there are escaped, so that the `u` flag takes what Java takes. */
function bracket(pattern: string, start: number): Piece {
  let text = '['
  let at = start + 1
  if (pattern[at] === '^') {
    text += '^'
    at++
  }
  // After a class such as \w a hyphen cannot begin a range; Java takes it for itself.
  let afterClass = false
  while (pattern[at] !== ']') {
    const char = pattern.charAt(at)
    if (char === '' || char === '[' || pattern.startsWith('&&', at)) throw new SyntaxError(`Not supported: ${pattern}`)
    if (char === '\\') {
      const inner = escaped(pattern, at)
      const spaces = SPACES[pattern.slice(at, at + 2)]
      text += spaces ?? (inner.text === '-' ? '\\-' : inner.text)
      afterClass = spaces !== undefined || /^\\[dDwWpP]/.test(inner.text)
      at = inner.end
    } else {
      const alone = char === '-' && (afterClass || /^-\\[dDwWpPsS]/.test(pattern.slice(at)))
      text += alone || '^$.*+?(){}|/'.includes(char) ? `\\${char}` : char
      afterClass = false
      at++
    }
  }
  return { text: `${text}]`, end: at + 1 }
}
