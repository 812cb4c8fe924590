import { InvalidAppSpec } from './appspec.ts'

export type Fields = Record<string, unknown>

export function isMapping(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The entries of a section that is a list of mappings; none when it is absent or null. */
export function entriesOf(section: unknown, name: string): Fields[] {
  if (section === undefined || section === null) return []
  if (!Array.isArray(section)) throw new InvalidAppSpec(`"${name}" must be a list`)
  return section.map((entry, index) => {
    if (!isMapping(entry))
      throw new InvalidAppSpec(`entry ${index + 1} of "${name}" must be a mapping of keys to values`)
    return entry
  })
}

/** Text or a number as text, trimmed; undefined when absent, null or empty. */
export function optionalText(fields: Fields, key: string, where: string): string | undefined {
  const value = fields[key]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw new InvalidAppSpec(`"${key}" in ${where} must be text`)
  }
  const text = String(value).trim()
  if (text.includes('\0')) throw new InvalidAppSpec(`"${key}" in ${where} has a NUL character`)
  return text === '' ? undefined : text
}

export function requiredText(fields: Fields, key: string, where: string): string {
  const text = optionalText(fields, key, where)
  if (text === undefined) throw new InvalidAppSpec(`${where} has no "${key}"`)
  return text
}

/** A list of texts; empty when absent or null. */
export function textList(fields: Fields, key: string, where: string): string[] {
  const value = fields[key]
  if (value === undefined || value === null) return []
  const list: unknown[] = Array.isArray(value) ? value : [value]
  return list.map((item) => {
    if (typeof item !== 'string' && typeof item !== 'number') {
      throw new InvalidAppSpec(`"${key}" in ${where} must be a list of texts`)
    }
    return String(item)
  })
}
