import { createContext, Script } from 'node:vm'

/** How long a pattern may take over one text, in milliseconds. */
const DEFAULT_LIMIT = 100

const MATCH = new Script('const match = new RegExp(pattern); JSON.parse(texts).some((text) => match.test(text))')

/** Whether `pattern` is a regular expression. */
export function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern)
    return true
  } catch {
    return false
  }
}

/**
 * Whether a pattern that somebody sent is found in a text, or in one of several, that somebody sent. Such a pair can keep a
 * backtracking matcher busy for years; here it is given up after `limit` milliseconds, and undefined is the answer. Throws
 * SyntaxError for what is no regular expression.
 */
export function boundedMatch(
  pattern: string,
  text: string | readonly string[],
  limit = DEFAULT_LIMIT,
): boolean | undefined {
  if (!isPattern(pattern)) throw new SyntaxError(`Not a regular expression: ${pattern}`)
  const texts = JSON.stringify(typeof text === 'string' ? [text] : text)
  try {
    // A context of its own holds two strings and nothing else; only there can a limit interrupt the matcher.
    return MATCH.runInContext(createContext({ __proto__: null, pattern, texts }), { timeout: limit }) as boolean
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined
    throw error
  }
}
