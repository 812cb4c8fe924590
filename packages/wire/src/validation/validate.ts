import { Readable } from 'node:stream'
import { isSensitive, type Member, type ScalarShape, type StructureShape } from '../schema/shape.ts'
import type { Violation } from '../service.ts'
import { checkValue, type Finding } from './check-value.ts'
import { type Constraint, type Constraints, constraintOf } from './constraints.ts'
import { allRules, failure, NOT_NULL } from './messages.ts'

/** More violations than this are not looked for: the answer must not grow with what was sent. */
const MAX_VIOLATIONS = 50
const MAX_DEPTH = 64

/**
 * All violations of the service's model in an input that was read (or handed in by another room): required members,
 * types, lengths, ranges, patterns, enums; in the order of the model.
 */
export function validate(shape: StructureShape | ScalarShape, input: unknown, constraints: Constraints): Violation[] {
  if (shape.kind !== 'structure') return []
  const walk = new Walk(constraints)
  walk.structure(shape, input, '', 0)
  return walk.violations
}

/** The place that is being looked at. */
interface Place {
  path: string
  /** The structure and the member that carry the constraint. */
  shape: string
  member: Member
  sensitive: boolean
}

class Walk {
  readonly violations: Violation[] = []
  private readonly constraints: Constraints

  constructor(constraints: Constraints) {
    this.constraints = constraints
  }

  structure(shape: StructureShape, value: unknown, path: string, depth: number): void {
    const source = value as Record<string, unknown>
    for (const member of shape.members) {
      if (this.violations.length >= MAX_VIOLATIONS) return
      const place: Place = {
        path: path === '' ? camel(member.name) : `${path}.${camel(member.name)}`,
        shape: shape.name,
        member,
        sensitive: isSensitive(member),
      }
      const item = Object.hasOwn(source, member.name) ? source[member.name] : undefined
      if (item === undefined || item === null) {
        if (member.required) this.add(place, undefined, { kind: 'required', rule: NOT_NULL })
      } else {
        this.value(member, item, place, constraintOf(this.constraints, shape.name, member.name), depth)
      }
    }
  }

  private value(member: Member, value: unknown, place: Place, constraint: Constraint | undefined, depth: number): void {
    // A body that is streamed is the operation's own to judge.
    if (value instanceof Readable) return
    const { shape } = member
    if (depth > MAX_DEPTH) {
      this.add(place, undefined, { kind: 'type', rule: 'Member must not be nested so deeply' })
      return
    }
    const findings = checkValue(shape, value, constraint, this.constraints.source !== '')
    for (const finding of findings) this.add(place, value, finding)
    if (findings.some((finding) => finding.kind === 'type')) return
    if (shape.kind === 'structure') this.structure(shape, value, place.path, depth + 1)
    else if (shape.kind === 'list') this.list(shape.item, value as unknown[], place, constraint?.i, depth)
    else if (shape.kind === 'map') {
      this.map(shape.key, shape.value, value as Record<string, unknown>, place, constraint, depth)
    }
  }

  private list(item: Member, values: unknown[], place: Place, constraint: Constraint | undefined, depth: number): void {
    for (const [index, value] of values.entries()) {
      if (this.violations.length >= MAX_VIOLATIONS) return
      const path = `${place.path}.${index + 1}.member`
      if (value === null || value === undefined) {
        if (!item.traits.sparse) {
          this.add(place, values, { kind: 'required', rule: `Member must satisfy constraint: [${NOT_NULL}]` })
          return
        }
      } else if (isNested(item)) {
        this.value(item, value, { ...place, path }, constraint, depth + 1)
      } else if (checkValue(item.shape, value, constraint, false).length > 0) {
        // Services report the list as a whole, with all that is asked of its items.
        const [finding] = checkValue(item.shape, value, constraint, false)
        const rule = `Member must satisfy constraint: ${allRules(constraint ?? {})}`
        this.add(place, values, { kind: finding?.kind ?? 'type', rule })
        return
      }
    }
  }

  private map(
    key: Member,
    value: Member,
    entries: Record<string, unknown>,
    place: Place,
    constraint: Constraint | undefined,
    depth: number,
  ): void {
    for (const [name, item] of Object.entries(entries)) {
      if (this.violations.length >= MAX_VIOLATIONS) return
      const [badKey] = checkValue(key.shape, name, constraint?.k, false)
      if (badKey) {
        const rule = `Map keys must satisfy constraint: ${allRules(constraint?.k ?? {})}`
        this.add(place, entries, { kind: badKey.kind, rule })
        return
      }
      if (item === null || item === undefined) {
        if (!value.traits.sparse) {
          this.add(place, entries, { kind: 'required', rule: `Map value must satisfy constraint: [${NOT_NULL}]` })
          return
        }
      } else if (isNested(value)) {
        this.value(value, item, { ...place, path: `${place.path}.${name}.member` }, constraint?.v, depth + 1)
      } else {
        const [badValue] = checkValue(value.shape, item, constraint?.v, false)
        if (badValue) {
          const rule = `Map value must satisfy constraint: ${allRules(constraint?.v ?? {})}`
          this.add(place, entries, { kind: badValue.kind, rule })
          return
        }
      }
    }
  }

  private add(place: Place, value: unknown, finding: Finding): void {
    if (this.violations.length >= MAX_VIOLATIONS) return
    const { path, shape, member, sensitive } = place
    const message = failure(path, value, sensitive, finding.rule)
    this.violations.push({ path, shape, member: member.name, kind: finding.kind, value, message })
  }
}

function isNested(member: Member): boolean {
  return member.shape.kind === 'structure' || member.shape.kind === 'list' || member.shape.kind === 'map'
}

/** Observed: services write members in lower camel case in these messages, also where the wire does not. */
function camel(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}
