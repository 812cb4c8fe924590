import type { Filter } from '@aws-sdk/client-ec2'
import { filterInvalid, filterLimitExceeded, invalidParameterValue } from '../errors.ts'

const LARGEST_FILTER = 200

/** The values of an item that filters look at, by the filter's name. An item may have several, or none. */
export type Attributes = Record<string, (string | undefined)[]>

/**
 * Whether an item fits all filters (documented: all filters must fit, one of a filter's values is enough, `*` and `?`
 * are wildcards, case counts). Throws for a filter that `attributes` does not know; `tag:KEY` is always known.
 */
export function fitsFilters(attributes: Attributes, tags: Map<string, string>, filters: Filter[] = []): boolean {
  return filters.every(({ Name = '', Values = [] }) => {
    const values = valuesOf(Name, attributes, tags)
    return Values.some((pattern) => values.some((value) => value !== undefined && fits(pattern, value)))
  })
}

/** Checks filters also where there is no item that they could be held against. */
export function checkFilters(filters: Filter[] = [], known: string[]): void {
  for (const { Name, Values = [] } of filters) {
    if (!Name) throw invalidParameterValue('The filter name must not be empty')
    if (!Name.startsWith('tag:') && !known.includes(Name)) throw filterInvalid(Name)
    if (Values.length === 0) throw invalidParameterValue(`The filter '${Name}' needs at least one value`)
    if (Values.length > LARGEST_FILTER) throw filterLimitExceeded(LARGEST_FILTER)
  }
}

function valuesOf(name: string, attributes: Attributes, tags: Map<string, string>): (string | undefined)[] {
  if (name.startsWith('tag:')) return [tags.get(name.slice(4))]
  if (name === 'tag-key') return [...tags.keys()]
  if (name === 'tag-value') return [...tags.values()]
  const values = attributes[name]
  if (!values) throw filterInvalid(name)
  return values
}

/**
 * `*` stands for any text, `?` for one character, a backslash makes the next character plain. Walks both texts once
 * for each star, so that no pattern, however made, takes long.
 */
export function fits(pattern: string, text: string): boolean {
  const parts = tokens(pattern)
  let [at, position, star, mark] = [0, 0, -1, 0]
  while (position < text.length) {
    const part = parts[at]
    if (part === ANY) [star, mark, at] = [at, position, at + 1]
    else if (part !== undefined && (part === ONE || part === text[position])) [at, position] = [at + 1, position + 1]
    else if (star >= 0) [at, position, mark] = [star + 1, mark + 1, mark + 1]
    else return false
  }
  while (parts[at] === ANY) at++
  return at === parts.length
}

const ANY = Symbol('any text')
const ONE = Symbol('one character')

function tokens(pattern: string): (string | symbol)[] {
  const found: (string | symbol)[] = []
  for (let at = 0; at < pattern.length; at++) {
    const letter = pattern[at] as string
    if (letter === '\\' && at + 1 < pattern.length) found.push(pattern[++at] as string)
    else found.push(letter === '*' ? ANY : letter === '?' ? ONE : letter)
  }
  return found
}
