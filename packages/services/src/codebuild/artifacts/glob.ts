/**
 * Patterns of buildspecs: `*` and `?` within one name, `**` across directories, `[…]` one character, `{a,b}` either.
 * `**` stands for no directory as well, so `**` before a file's name has the files at the top, too. Hidden files are like all others.
 */
export interface Glob {
  /** Whether a path with forward slashes, relative to where the pattern starts, matches. */
  matches(path: string): boolean
}

/** Longest pattern that is compiled, in characters. */
const LONGEST = 1024
/** Most alternatives that braces may come to. */
const MOST_ALTERNATIVES = 256

export function glob(pattern: string): Glob {
  const clean = normal(pattern)
  if (clean.length > LONGEST) return { matches: () => false }
  const alternatives = braces(clean).map((each) => each.split('/').map(segment))
  return { matches: (path) => alternatives.some((segments) => matchFrom(segments, normal(path).split('/'))) }
}

/** Whether a pattern is just a path. */
export function isPlainPath(pattern: string): boolean {
  return !/[*?[\]{}]/.test(pattern)
}

/** Without `./` and doubled slashes. */
function normal(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')
}

type Token = '*' | { matches(character: string): boolean }
type Segment = '**' | Token[]

/** Walks both sides at once and remembers only the last `**`: the time is the product of both lengths at most. */
function matchFrom(pattern: Segment[], path: string[]): boolean {
  let at = 0
  let part = 0
  let retry: { at: number; part: number } | undefined
  while (part < path.length) {
    const wanted = pattern[at]
    if (wanted === '**') {
      retry = { at: at + 1, part }
      at++
      // At the end of a pattern it stands for everything below, but for one name at least.
      if (at === pattern.length) return true
    } else if (wanted !== undefined && matchName(wanted, path[part] ?? '')) {
      at++
      part++
    } else if (retry) {
      retry = { at: retry.at, part: retry.part + 1 }
      at = retry.at
      part = retry.part
    } else {
      return false
    }
  }
  return at === pattern.length
}

/** The same within a name. No regular expression: those take a time beyond all bounds for `*a*a*a*a*b`. */
function matchName(pattern: Token[], name: string): boolean {
  const characters = [...name]
  let at = 0
  let index = 0
  let retry: { at: number; index: number } | undefined
  while (index < characters.length) {
    const wanted = pattern[at]
    if (wanted === '*') {
      retry = { at: at + 1, index }
      at++
    } else if (wanted?.matches(characters[index] ?? '')) {
      at++
      index++
    } else if (retry) {
      retry = { at: retry.at, index: retry.index + 1 }
      at = retry.at
      index = retry.index
    } else {
      return false
    }
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}

function segment(text: string): Segment {
  if (text === '**') return '**'
  const tokens: Token[] = []
  for (const [token, not, set] of text.matchAll(/\*+|\[([!^])?([^\]]+)\]|[\s\S]/gu)) {
    if (token.startsWith('*')) tokens.push('*')
    else if (token === '?') tokens.push({ matches: () => true })
    else if (set !== undefined) tokens.push(inSet(set, not !== undefined))
    else tokens.push({ matches: (character) => character === token })
  }
  return tokens
}

/** `[a-z_]`: characters and ranges of them. */
function inSet(set: string, not: boolean): Token {
  const ranges = [...set.matchAll(/([\s\S])-([\s\S])|([\s\S])/gu)].map(([, low, high, single]) =>
    single === undefined ? [low ?? '', high ?? ''] : [single, single],
  )
  const has = (character: string) => ranges.some(([low = '', high = '']) => character >= low && character <= high)
  return { matches: (character) => has(character) !== not }
}

/** Every pattern that `{a,b}` in a pattern stands for; the pattern itself when they are too many or not closed. */
function braces(pattern: string): string[] {
  let found = [pattern]
  for (;;) {
    const next = found.flatMap((each) => {
      const [whole, inside = ''] = /\{([^{}]*,[^{}]*)\}/.exec(each) ?? []
      return whole === undefined ? [each] : inside.split(',').map((part) => each.replace(whole, () => part))
    })
    if (next.length > MOST_ALTERNATIVES) return [pattern]
    if (next.length === found.length) return next
    found = next
  }
}
