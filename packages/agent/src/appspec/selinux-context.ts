import { InvalidAppSpec, type SelinuxContext } from './appspec.ts'
import { isMapping, optionalText, requiredText } from './fields.ts'

const HIGHEST_CATEGORY = 1023

export function parseContext(value: unknown, where: string): SelinuxContext | undefined {
  if (value === undefined || value === null) return undefined
  if (!isMapping(value)) throw new InvalidAppSpec(`"context" in ${where} must be a mapping of keys to values`)
  if (value.role !== undefined && value.role !== null) {
    throw new InvalidAppSpec(`"context" in ${where} has a "role", which is not supported`)
  }
  const user = optionalText(value, 'name', where)
  const type = requiredText(value, 'type', `context of ${where}`)
  const range = optionalText(value, 'range', where)
  for (const part of [user, type]) {
    if (part !== undefined && !/^[A-Za-z0-9_.]+$/.test(part)) {
      throw new InvalidAppSpec(`"context" in ${where} has an invalid part: ${JSON.stringify(part)}`)
    }
  }
  const problem = range === undefined ? undefined : rangeProblem(range)
  if (problem !== undefined) {
    throw new InvalidAppSpec(`"range" in context of ${where} is invalid: ${JSON.stringify(range)}: ${problem}`)
  }
  return { type, ...(user !== undefined && { user }), ...(range !== undefined && { range }) }
}

/** Why `s0`, `s0-s15`, `s0:c0.c1023` or `s0-s15:c1,c3.c5` is not a range; undefined when it is one. */
function rangeProblem(range: string): string | undefined {
  const match = /^s(\d+)(?:-s(\d+))?(?::(.+))?$/.exec(range)
  if (!match) return 'expected s<low>[-s<high>][:<categories>]'
  const [, low, high = low, categories] = match
  if (Number(high) < Number(low)) return 'the high sensitivity is below the low one'
  const seen = new Set<number>()
  for (const part of categories?.split(',') ?? []) {
    const [, from, to = from] = /^c(\d+)(?:\.c(\d+))?$/.exec(part) ?? []
    if (from === undefined || to === undefined) return `${part} is not a category`
    if (Number(to) > HIGHEST_CATEGORY) return `categories end at c${HIGHEST_CATEGORY}`
    if (Number(to) < Number(from)) return `${part} ends before it begins`
    for (let category = Number(from); category <= Number(to); category += 1) {
      if (seen.has(category)) return `c${category} is there twice`
      seen.add(category)
    }
  }
  return undefined
}
