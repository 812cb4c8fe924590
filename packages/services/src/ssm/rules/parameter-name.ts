import { invalidName, notFullyQualified, tooManyLevels } from '../errors.ts'

/** Levels of a hierarchy (documented). */
const MOST_LEVELS = 15
const LONGEST = 1011

/** Refuses what no new parameter may be called. */
export function checkParameterName(name: string): string {
  if (!/^[A-Za-z0-9_.\-/]+$/.test(name) || name.length > LONGEST) throw invalidName()
  // A name that holds a slash is a path, and a path begins with one (documented).
  if (name.includes('/') && !name.startsWith('/')) throw notFullyQualified()
  const levels = name.replace(/^\//, '').split('/')
  if (levels.some((level) => level === '')) throw invalidName()
  if (/^(aws|ssm)/i.test(levels[0] ?? '')) throw invalidName()
  if (levels.length > MOST_LEVELS) throw tooManyLevels(name, MOST_LEVELS)
  return name
}

/** One version of a parameter, as a caller asks for it: `name`, `name:3`, `name:label` or an ARN with the same ends. */
export interface Selector {
  /** Name or ARN. */
  parameter: string
  version?: number
  label?: string
  /** `:3` or `:label`, as answers repeat it. */
  suffix?: string
}

export function readSelector(given: string): Selector {
  // The colons of an ARN stand before `parameter/`.
  const from = given.startsWith('arn:') ? given.indexOf('parameter/') : 0
  const colon = from < 0 ? -1 : given.indexOf(':', from)
  if (colon < 0) return { parameter: given }
  const parameter = given.slice(0, colon)
  const wanted = given.slice(colon + 1)
  const suffix = `:${wanted}`
  return /^\d{1,15}$/.test(wanted)
    ? { parameter, version: Number(wanted), suffix }
    : { parameter, label: wanted, suffix }
}
