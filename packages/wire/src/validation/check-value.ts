import type { Shape } from '../schema/shape.ts'
import type { Violation } from '../service.ts'
import type { Constraint } from './constraints.ts'
import { enumRule, lengthRules, patternRule, rangeRules } from './messages.ts'
import { matches } from './pattern.ts'

/** One rule that a value breaks. */
export interface Finding {
  kind: Violation['kind']
  rule: string
}

/**
 * The rules that `value` itself breaks; what is inside it is not looked at. `whole`: numbers are integers unless the
 * constraint says otherwise.
 */
export function checkValue(
  shape: Shape,
  value: unknown,
  constraint: Constraint | undefined,
  whole: boolean,
): Finding[] {
  const expected = expectedType(shape, value, whole && !constraint?.f)
  if (expected !== undefined) return [{ kind: 'type', rule: `Member must be ${expected}` }]
  if (!constraint) return []
  if (typeof value === 'number' || typeof value === 'bigint') return checkRange(Number(value), constraint)
  const findings = checkLength(value, constraint)
  if (typeof value === 'string') findings.push(...checkText(value, constraint, findings))
  return findings
}

function expectedType(shape: Shape, value: unknown, whole: boolean): string | undefined {
  switch (shape.kind) {
    case 'string':
      return typeof value === 'string' ? undefined : 'a string'
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'a boolean'
    case 'number':
      if (whole) return Number.isInteger(value) ? undefined : 'an integer'
      return typeof value === 'number' && Number.isFinite(value) ? undefined : 'a number'
    case 'bigint':
      return typeof value === 'bigint' || Number.isInteger(value) ? undefined : 'an integer'
    case 'timestamp':
      return value instanceof Date && !Number.isNaN(value.getTime()) ? undefined : 'a timestamp'
    case 'blob':
      return value instanceof Uint8Array || typeof value === 'string' ? undefined : 'binary data'
    case 'list':
      return Array.isArray(value) ? undefined : 'a list'
    case 'map':
      return isRecord(value) ? undefined : 'a map'
    case 'structure':
      if (!isRecord(value)) return 'a structure'
      return shape.union && membersSet(shape.members, value) !== 1 ? 'a union with exactly one member set' : undefined
    default:
      return undefined
  }
}

function checkRange(value: number, constraint: Constraint): Finding[] {
  const [min, max] = constraint.r ?? [null, null]
  const { minimum, maximum } = rangeRules(constraint.r)
  if (min !== null && minimum && value < min) return [{ kind: 'range', rule: minimum }]
  if (max !== null && maximum && value > max) return [{ kind: 'range', rule: maximum }]
  return []
}

function checkLength(value: unknown, constraint: Constraint): Finding[] {
  if (!constraint.l) return []
  const [min, max] = constraint.l
  const { minimum, maximum } = lengthRules(constraint.l)
  const length = lengthOf(value)
  if (min !== null && minimum && length < min) return [{ kind: 'length', rule: minimum }]
  if (max !== null && maximum && length > max) return [{ kind: 'length', rule: maximum }]
  return []
}

function checkText(value: string, constraint: Constraint, before: Finding[]): Finding[] {
  if (constraint.e && !constraint.e.includes(value)) return [{ kind: 'enum', rule: enumRule(constraint.e) }]
  if (constraint.p === undefined) return []
  // A value that is too long has been found bad already; matching it could only cost time.
  const tooLong = before.length > 0 && value.length > 0
  return tooLong || matches(constraint.p, value) ? [] : [{ kind: 'pattern', rule: patternRule(constraint.p) }]
}

/** Strings are counted in code points, blobs in bytes, lists and maps in entries. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string') {
    let count = 0
    for (const _ of value) count++
    return count
  }
  if (value instanceof Uint8Array) return value.length
  return Array.isArray(value) ? value.length : Object.keys(value as object).length
}

function membersSet(members: { name: string }[], value: Record<string, unknown>): number {
  return members.filter(({ name }) => Object.hasOwn(value, name) && value[name] != null).length
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}
