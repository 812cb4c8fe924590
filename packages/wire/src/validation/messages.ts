import type { Violation } from '../service.ts'
import type { Constraint } from './constraints.ts'

/** Longest rendering of a value within a message. Services quote all of it; ours must not multiply what was sent. */
const MAX_QUOTED = 1024

export const NOT_NULL = 'Member must not be null'

export function lengthRules(range: Constraint['l']): { minimum: string | undefined; maximum: string | undefined } {
  const [min, max] = range ?? [null, null]
  return {
    minimum: min === null ? undefined : `Member must have length greater than or equal to ${min}`,
    maximum: max === null ? undefined : `Member must have length less than or equal to ${max}`,
  }
}

export function rangeRules(range: Constraint['r']): { minimum: string | undefined; maximum: string | undefined } {
  const [min, max] = range ?? [null, null]
  return {
    minimum: min === null ? undefined : `Member must have value greater than or equal to ${min}`,
    maximum: max === null ? undefined : `Member must have value less than or equal to ${max}`,
  }
}

export function patternRule(pattern: string): string {
  return `Member must satisfy regular expression pattern: ${pattern}`
}

export function enumRule(values: string[]): string {
  return `Member must satisfy enum value set: [${values.join(', ')}]`
}

/** All that is asked of an item of a list or a key or value of a map, as services list it for the whole. */
export function allRules(constraint: Constraint): string {
  const length = lengthRules(constraint.l)
  const range = rangeRules(constraint.r)
  const rules = [length.maximum, length.minimum, range.maximum, range.minimum]
  if (constraint.e) rules.push(enumRule(constraint.e))
  if (constraint.p !== undefined) rules.push(patternRule(constraint.p))
  return `[${rules.filter((rule) => rule !== undefined).join(', ')}]`
}

/** Observed: absent values are written `Value null at`, those of sensitive members are left out. */
export function failure(path: string, value: unknown, sensitive: boolean, rule: string): string {
  const quoted = sensitive ? 'Value' : value === undefined || value === null ? 'Value null' : `Value '${quote(value)}'`
  return `${quoted} at '${path}' failed to satisfy constraint: ${rule}`
}

/** `2 validation errors detected: ...; ...`, as most services answer. */
export function summary(violations: Violation[]): string {
  const count = violations.length === 1 ? '1 validation error' : `${violations.length} validation errors`
  return `${count} detected: ${violations.map((violation) => violation.message).join('; ')}`
}

function quote(value: unknown): string {
  const text = render(value, 0)
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}...` : text
}

/** Values as Java prints collections. */
function render(value: unknown, depth: number): string {
  if (depth > 4) return '...'
  if (value === null || value === undefined) return 'null'
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid date' : value.toISOString()
  if (Array.isArray(value)) {
    return `[${value
      .slice(0, MAX_QUOTED)
      .map((item) => render(item, depth + 1))
      .join(', ')}]`
  }
  if (typeof value === 'object') {
    const entries = Object.entries(value).slice(0, MAX_QUOTED)
    return `{${entries.map(([key, item]) => `${key}=${render(item, depth + 1)}`).join(', ')}}`
  }
  return String(value)
}
