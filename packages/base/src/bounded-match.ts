import { createContext, Script } from 'node:vm'

/** How long patterns may take together, in milliseconds. */
const DEFAULT_LIMIT = 100

const MATCH = new Script(`
  const { lists, asked } = JSON.parse(input)
  asked.map(({ pattern, list }) => { const match = new RegExp(pattern); return lists[list].map((text) => match.test(text)) })
`)

/** Whether `pattern` is a regular expression. */
export function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern)
    return true
  } catch {
    return false
  }
}

/** Whether a pattern that somebody sent is found in a text that somebody sent; see {@link boundedMatches}. */
export function boundedMatch(pattern: string, text: string, limit = DEFAULT_LIMIT): boolean | undefined {
  return boundedMatches([{ pattern, texts: [text] }], limit)?.[0]?.[0]
}

/**
 * In which of its texts each pattern is found. A pattern and a text of strangers can keep a backtracking matcher busy for
 * years: all together are given up after `limit` milliseconds, and undefined is the answer. Throws SyntaxError for what is no
 * regular expression.
 */
export function boundedMatches(
  asked: readonly { pattern: string; texts: readonly string[] }[],
  limit = DEFAULT_LIMIT,
): boolean[][] | undefined {
  for (const { pattern } of asked)
    if (!isPattern(pattern)) throw new SyntaxError(`Not a regular expression: ${pattern}`)
  try {
    // A context of its own holds one text and nothing else; only there can a limit interrupt the matcher.
    const context = createContext({ __proto__: null, input: written(asked) })
    return MATCH.runInContext(context, { timeout: limit }) as boolean[][]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined
    throw error
  }
}

/** As JSON, in which a list that many patterns have in common stands once. */
function written(asked: readonly { pattern: string; texts: readonly string[] }[]): string {
  const lists = [...new Set(asked.map(({ texts }) => texts))]
  const indices = new Map(lists.map((list, index) => [list, index]))
  return JSON.stringify({ lists, asked: asked.map(({ pattern, texts }) => ({ pattern, list: indices.get(texts) })) })
}
