import { javaPatternSource } from './java-pattern.ts'

/** Longest value that is matched against a pattern which may backtrack. No model allows longer ones there. */
const BACKTRACKING_LIMIT = 8192

interface Compiled {
  expression: RegExp
  /** At most one quantifier without an upper end: matching takes time in proportion to the value. */
  linear: boolean
}

const compiled = new Map<string, Compiled>()

/**
 * Whether the whole of `value` matches `pattern` (Java's syntax). Patterns are the models', values are anybody's:
 * where backtracking could become slow, a value of improbable length does not match.
 */
export function matches(pattern: string, value: string): boolean {
  let entry = compiled.get(pattern)
  if (!entry) {
    entry = compile(pattern)
    compiled.set(pattern, entry)
  }
  if (!entry.linear && value.length > BACKTRACKING_LIMIT) return false
  return entry.expression.test(value)
}

/** Throws SyntaxError when the pattern cannot be translated. */
export function compile(pattern: string): Compiled {
  const source = javaPatternSource(pattern)
  return { expression: new RegExp(`^(?:${source})$`, 'u'), linear: openQuantifiers(source) <= 1 }
}

function openQuantifiers(source: string): number {
  return withoutBrackets(source).match(/[*+]|\{\d+,\}/g)?.length ?? 0
}

/** The source with each character class and each escaped sign as one letter. */
function withoutBrackets(source: string): string {
  return source.replace(/\\[pPu]\{\w+\}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\./g, 'x').replace(/\[[^\]]*\]/g, 'x')
}
