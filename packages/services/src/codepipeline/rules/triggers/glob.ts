/**
 * Glob patterns of trigger filters: `*` and `?` stay within one path segment, `**` crosses them (and a following `/` may
 * match nothing), `[abc]`, `[a-z]` and `[!abc]` are one character, `{a,b}` is a choice. A backslash takes the next
 * character literally.
 *
 * Patterns come from whoever defines a pipeline and are matched against what anybody pushes, so the matcher is its own:
 * its work is bounded by pattern times text, where a regular expression made of the pattern could take for ever.
 */
type Token =
  | { kind: 'text'; character: string }
  | { kind: 'any' }
  | { kind: 'set'; negated: boolean; ranges: [number, number][] }
  /** Any number of characters other than `/`. */
  | { kind: 'star' }
  /** Any number of characters. */
  | { kind: 'globstar' }
  /** The next two may be left out together. */
  | { kind: 'maybe' }

/** Most plain patterns that the choices of one pattern may stand for. */
const MOST_ALTERNATIVES = 256

/** Whether `pattern` can be read: braces and brackets are closed, and its choices are not too many. */
export function isGlob(pattern: string): boolean {
  return compile(pattern) !== undefined
}

/** Whether the whole of `text` matches. A pattern that cannot be read matches nothing. */
export function matchesGlob(pattern: string, text: string): boolean {
  const characters = [...text]
  return (compile(pattern) ?? []).some((tokens) => matches(tokens, characters))
}

function compile(pattern: string): Token[][] | undefined {
  const alternatives = expand([...pattern])
  if (!alternatives) return undefined
  const compiled: Token[][] = []
  for (const alternative of alternatives) {
    const tokens = tokenize(alternative)
    if (!tokens) return undefined
    compiled.push(tokens)
  }
  return compiled
}

/** The patterns that one with choices stands for: `{a,b}c` for `ac` and `bc`. */
function expand(pattern: string[]): string[][] | undefined {
  const choice = firstChoice(pattern)
  if (choice === 'unclosed') return undefined
  if (!choice) return [pattern]
  const expanded: string[][] = []
  for (const alternative of choice.alternatives) {
    const rest = expand([...pattern.slice(0, choice.from), ...alternative, ...pattern.slice(choice.to)])
    if (!rest || expanded.length + rest.length > MOST_ALTERNATIVES) return undefined
    for (const each of rest) expanded.push(each)
  }
  return expanded
}

interface Choice {
  from: number
  to: number
  alternatives: string[][]
}

function firstChoice(pattern: string[]): Choice | 'unclosed' | undefined {
  let depth = 0
  let from = -1
  let bracket = false
  let alternatives: string[][] = []
  let current: string[] = []
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? ''
    if (character === '\\') {
      current.push(character, pattern[at + 1] ?? '')
      at++
      continue
    }
    if (character === '[') bracket = true
    else if (character === ']') bracket = false
    else if (bracket) {
      current.push(character)
      continue
    }
    if (character === '{') {
      depth++
      if (depth === 1) {
        from = at
        alternatives = []
        current = []
        continue
      }
    }
    if (character === '}' && depth > 0) {
      depth--
      if (depth === 0) return { from, to: at + 1, alternatives: [...alternatives, current] }
    }
    if (character === ',' && depth === 1) {
      alternatives.push(current)
      current = []
      continue
    }
    current.push(character)
  }
  return depth > 0 ? 'unclosed' : undefined
}

const GLOBSTAR: Token = { kind: 'globstar' }
/** `**` and the `/` behind it: nothing, or whatever ends in `/`. */
const FOLDERS: Token[] = [{ kind: 'maybe' }, GLOBSTAR, { kind: 'text', character: '/' }]

function tokenize(pattern: string[]): Token[] | undefined {
  const tokens: Token[] = []
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? ''
    if (character === '\\') {
      const next = pattern[++at]
      if (!next) return undefined
      tokens.push({ kind: 'text', character: next })
    } else if (character === '?') {
      tokens.push({ kind: 'any' })
    } else if (character === '[') {
      const end = pattern.indexOf(']', at + 2)
      if (end < 0) return undefined
      tokens.push(set(pattern.slice(at + 1, end)))
      at = end
    } else if (character === '*' && pattern[at + 1] === '*') {
      const opensSegment = at === 0 || pattern[at - 1] === '/'
      const folders = opensSegment && pattern[at + 2] === '/'
      tokens.push(...(folders ? FOLDERS : [GLOBSTAR]))
      at += folders ? 2 : 1
    } else if (character === '*') {
      tokens.push({ kind: 'star' })
    } else {
      tokens.push({ kind: 'text', character })
    }
  }
  return tokens
}

function set(inside: string[]): Token {
  const negated = inside[0] === '!' || inside[0] === '^'
  const members = negated ? inside.slice(1) : inside
  const ranges: [number, number][] = []
  for (let at = 0; at < members.length; at++) {
    const from = code(members[at])
    const isRange = members[at + 1] === '-' && members[at + 2] !== undefined
    ranges.push([from, isRange ? code(members[at + 2]) : from])
    if (isRange) at += 2
  }
  return { kind: 'set', negated, ranges }
}

const code = (character: string | undefined) => character?.codePointAt(0) ?? 0

/** Follows all ways through the pattern at once: `at[i]` tells whether the first `i` tokens match what was read. */
function matches(tokens: Token[], text: string[]): boolean {
  let at = passOver(tokens, [true, ...tokens.map(() => false)])
  for (const character of text) {
    const next = [false, ...tokens.map(() => false)]
    for (const [index, token] of tokens.entries()) {
      if (!at[index]) continue
      if (token.kind === 'globstar' || (token.kind === 'star' && character !== '/')) next[index] = true
      else if (takes(token, character)) next[index + 1] = true
    }
    at = passOver(tokens, next)
  }
  return at[tokens.length] === true
}

/** Adds where the pattern is when it leaves out what may match nothing. */
function passOver(tokens: Token[], at: boolean[]): boolean[] {
  for (const [index, { kind }] of tokens.entries()) {
    if (!at[index]) continue
    if (kind === 'star' || kind === 'globstar' || kind === 'maybe') at[index + 1] = true
    if (kind === 'maybe') at[index + 3] = true
  }
  return at
}

function takes(token: Token, character: string): boolean {
  switch (token.kind) {
    case 'text':
      return token.character === character
    case 'any':
      return character !== '/'
    case 'set': {
      const point = code(character)
      const inside = token.ranges.some(([from, to]) => from <= point && point <= to)
      return inside !== token.negated && character !== '/'
    }
    default:
      return false
  }
}
