import { invalidFilterPattern } from '../../errors.ts'
import type { Matcher } from './compile.ts'
import { readTokens, type Step, type Token } from './json-tokens.ts'
import { wildcard } from './wildcard.ts'

/** Whether a JSON document is what the caller looks for. */
type Test = (document: unknown) => boolean

/**
 * `{ $.level = "error" && ($.status >= 500 || $.retries[0] NOT EXISTS) }`. A message that is no JSON document never
 * matches. Text may hold `*` for anything; `=` and `!=` hold for text and numbers, `<` and its like for numbers only.
 */
export function compileJsonPattern(pattern: string): Matcher {
  const test = new Parser(readTokens(pattern)).pattern()
  return (message) => {
    const document = parsed(message)
    return document !== undefined && test(document)
  }
}

function parsed(message: string): unknown {
  // Most log lines are no JSON: an exception for each would cost more than the whole search.
  if (!/^\s*[{[]/.test(message)) return undefined
  try {
    return JSON.parse(message)
  } catch {
    return undefined
  }
}

/**
 * ```
 * pattern    = "{" or "}"
 * or         = and { "||" and }
 * and        = primary { "&&" primary }
 * primary    = "(" or ")" | selector ( sign value | "IS" ("NULL" | "TRUE" | "FALSE") | "NOT" "EXISTS" )
 * ```
 */
class Parser {
  readonly #tokens: Token[]
  #at = 0

  constructor(tokens: Token[]) {
    this.#tokens = tokens
  }

  pattern(): Test {
    this.#expect('{')
    const test = this.#or()
    this.#expect('}')
    if (this.#at < this.#tokens.length) throw invalidFilterPattern('there is more behind the closing brace')
    return test
  }

  #or(): Test {
    const tests = [this.#and()]
    while (this.#take('||')) tests.push(this.#and())
    return (document) => tests.some((test) => test(document))
  }

  #and(): Test {
    const tests = [this.#primary()]
    while (this.#take('&&')) tests.push(this.#primary())
    return (document) => tests.every((test) => test(document))
  }

  #primary(): Test {
    if (this.#take('(')) {
      const test = this.#or()
      this.#expect(')')
      return test
    }
    const selector = this.#next()
    if (selector?.kind !== 'selector') throw invalidFilterPattern('a condition begins with a selector such as $.name')
    const { steps } = selector
    const operator = this.#next()
    if (isWord(operator, 'NOT') && isWord(this.#next(), 'EXISTS')) {
      return (document) => select(document, steps).length === 0
    }
    const holds = isWord(operator, 'IS') ? constant(this.#next()) : comparison(operator, this.#next())
    return (document) => select(document, steps).some(holds)
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at++]
  }

  #take(sign: string): boolean {
    const token = this.#tokens[this.#at]
    const found = token?.kind === 'sign' && token.text === sign
    if (found) this.#at += 1
    return found
  }

  #expect(sign: string): void {
    if (!this.#take(sign)) throw invalidFilterPattern(`"${sign}" is missing`)
  }
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'text' && !token.quoted && token.text.toUpperCase() === word
}

function constant(token: Token | undefined): Test {
  if (isWord(token, 'NULL')) return (value) => value === null
  if (isWord(token, 'TRUE')) return (value) => value === true
  if (isWord(token, 'FALSE')) return (value) => value === false
  throw invalidFilterPattern('IS is followed by NULL, TRUE or FALSE')
}

function comparison(operator: Token | undefined, operand: Token | undefined): Test {
  if (operator?.kind !== 'sign' || operand?.kind !== 'text') {
    throw invalidFilterPattern('a selector is followed by an operator and a value, by IS, or by NOT EXISTS')
  }
  const { text, quoted } = operand
  const number = quoted || !/^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(text) ? undefined : Number(text)
  const matches = wildcard(text)
  const equal: Test = (value) =>
    typeof value === 'number' ? value === number : typeof value === 'string' && matches(value)
  if (operator.text === '=') return equal
  if (operator.text === '!=') return (value) => !equal(value)
  if (number === undefined) throw invalidFilterPattern(`"${operator.text}" compares with a number, not with "${text}"`)
  const than = (holds: (value: number) => boolean): Test => {
    return (value) => typeof value === 'number' && holds(value)
  }
  if (operator.text === '<') return than((value) => value < number)
  if (operator.text === '<=') return than((value) => value <= number)
  if (operator.text === '>') return than((value) => value > number)
  if (operator.text === '>=') return than((value) => value >= number)
  throw invalidFilterPattern(`"${operator.text}" is no comparison`)
}

/** The values that a selector means: none when there is no such property, several with `[*]`. */
function select(document: unknown, steps: Step[]): unknown[] {
  let values = [document]
  for (const step of steps) values = values.flatMap((value) => within(value, step))
  return values
}

function within(value: unknown, step: Step): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if ('name' in step) {
    return !Array.isArray(value) && Object.hasOwn(value, step.name)
      ? [(value as Record<string, unknown>)[step.name]]
      : []
  }
  if (!Array.isArray(value)) return []
  if ('every' in step) return value
  return step.index < value.length ? [value[step.index]] : []
}
