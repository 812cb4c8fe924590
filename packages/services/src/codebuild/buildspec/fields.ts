import { BuildspecProblem } from './problem.ts'
import type { Value } from './yaml.ts'

/*
 * Reading the parts of a buildspec. `path` says where a value stands, for messages: `phases.build.commands`. An empty
 * value is the same as none at all, as YAML users expect of a key without anything behind it.
 */

export type Mapping = { [key: string]: Value }

export function child(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

const kindOf = (value: Value) =>
  typeof value === 'string' ? `"${value}"` : Array.isArray(value) ? 'a list' : 'a mapping'

function refuse(path: string, expected: string, value: Value): never {
  throw new BuildspecProblem(`Expected ${expected} at ${path}, found ${kindOf(value)}`)
}

/** A mapping; an empty one for nothing. */
export function mapping(value: Value | undefined, path: string): Mapping {
  if (value === undefined || value === '') return Object.create(null)
  if (typeof value === 'string' || Array.isArray(value)) return refuse(path, 'a mapping', value)
  return value
}

export function text(value: Value | undefined, path: string): string | undefined {
  if (value === undefined || value === '') return undefined
  return typeof value === 'string' ? value : refuse(path, 'a text', value)
}

/** A list of texts. A single text stands for a list of one (documented for `files`). */
export function texts(value: Value | undefined, path: string): string[] {
  if (value === undefined || value === '') return []
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value)) return refuse(path, 'a list', value)
  return value.map((item, index) => {
    if (typeof item === 'string') return item
    return refuse(`${path}[${index}]`, 'a text', item)
  })
}

/** A mapping from names to texts. */
export function textMap(value: Value | undefined, path: string): Record<string, string> {
  const out: Record<string, string> = Object.create(null)
  for (const [key, item] of Object.entries(mapping(value, path))) {
    if (typeof item !== 'string') return refuse(child(path, key), 'a text', item)
    out[key] = item
  }
  return out
}

const TRUE = new Set(['true', 'yes', 'on', 'y'])
const FALSE = new Set(['false', 'no', 'off', 'n'])

/** The truth words of YAML 1.1. */
export function truth(value: Value | undefined, path: string, fallback = false): boolean {
  const word = text(value, path)?.toLowerCase()
  if (word === undefined) return fallback
  if (TRUE.has(word)) return true
  if (FALSE.has(word)) return false
  return refuse(path, 'yes or no', word)
}

/** A whole number from `least` to `most`. */
export function whole(value: Value | undefined, path: string, [least, most]: [number, number]): number | undefined {
  const given = text(value, path)
  if (given === undefined) return undefined
  const number = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN
  if (!(number >= least && number <= most)) return refuse(path, `a whole number from ${least} to ${most}`, given)
  return number
}

/** The text out of a set of words, whatever the case; answered as `words` spell it. */
export function oneOf<T extends string>(value: Value | undefined, path: string, words: readonly T[]): T | undefined {
  const given = text(value, path)
  if (given === undefined) return undefined
  const found = words.find((word) => word.toLowerCase() === given.toLowerCase())
  return found ?? refuse(path, `one of ${words.join(', ')}`, given)
}

/** Without members that are undefined, so that equal specs are equal. */
export function defined<T extends object>(members: T): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T
}
