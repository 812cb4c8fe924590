import type { ListShape, MapShape, Member, ScalarShape, Shape, StructureShape, Traits } from './shape.ts'

/**
 * Turns the runtime schemas of the AWS SDK (exports whose names end in `$`) into shapes.
 *
 * The SDK writes a schema as a number (a scalar, or with 64 or 128 added a list or map of it), as an array that begins
 * with the kind, or as a function that gives one of these. `lookup` resolves the names that stand in for functions in
 * schemas kept as JSON.
 */
export type Lookup = (name: string) => unknown

const LIST_OF = 64
const MAP_OF = 128
/** Traits that the SDK packs into the bits of a number, lowest first. */
const PACKED = ['httpLabel', 'idempotent', 'idempotencyToken', 'sensitive', 'httpPayload', 'httpResponseCode'] as const

const SCALARS: Record<number, ScalarShape> = {
  0: { kind: 'string', traits: {} },
  1: { kind: 'number', traits: {} },
  2: { kind: 'boolean', traits: {} },
  4: { kind: 'timestamp', traits: {} },
  5: { kind: 'timestamp', traits: {}, format: 'date-time' },
  6: { kind: 'timestamp', traits: {}, format: 'http-date' },
  7: { kind: 'timestamp', traits: {}, format: 'epoch-seconds' },
  15: { kind: 'document', traits: {} },
  17: { kind: 'bigint', traits: {} },
  19: { kind: 'bigdecimal', traits: {} },
  21: { kind: 'blob', traits: {} },
  42: { kind: 'blob', traits: { streaming: 1 } },
}
export const UNIT: ScalarShape = { kind: 'unit', traits: {} }

const noNames: Lookup = (name) => {
  throw new Error(`Schema refers to ${name}, which is not known`)
}

const compiled = new WeakMap<unknown[], Shape>()

/** The shape of a schema. Throws for what is not one. */
export function compile(schema: unknown, lookup: Lookup = noNames): Shape {
  if (typeof schema === 'function') return compile(schema(), lookup)
  if (schema === 'unit') return UNIT
  if (typeof schema === 'string') return compile(lookup(schema), lookup)
  if (typeof schema === 'number') return ofNumber(schema)
  if (!Array.isArray(schema)) throw new Error(`Not a schema: ${String(schema)}`)
  const known = compiled.get(schema)
  if (known) return known
  const shape = ofArray(schema, lookup)
  compiled.set(schema, shape)
  return shape
}

function ofNumber(code: number): Shape {
  if (code >= MAP_OF) return { kind: 'map', traits: {}, key: member('key', 0), value: member('value', code - MAP_OF) }
  if (code >= LIST_OF) return { kind: 'list', traits: {}, item: member('member', code - LIST_OF) }
  const scalar = SCALARS[code]
  if (!scalar) throw new Error(`Unknown simple schema ${code}`)
  return scalar
}

function ofArray(schema: unknown[], lookup: Lookup): Shape {
  const [kind, , name, packed] = schema
  const traits = unpack(packed)
  switch (kind) {
    case 0: {
      const target = compile(schema[4], lookup)
      return { ...target, traits: { ...target.traits, ...traits } } as Shape
    }
    case 1:
      return { kind: 'list', traits, item: member('member', schema[4], lookup) } satisfies ListShape
    case 2: {
      const [key, value] = [member('key', schema[4], lookup), member('value', schema[5], lookup)]
      return { kind: 'map', traits, key, value } satisfies MapShape
    }
    case 3:
    case 4:
    case -3:
      return structure(schema, String(name), traits, lookup)
    default:
      throw new Error(`Unknown schema kind ${String(kind)} of ${String(name)}`)
  }
}

/** Required members come first; the seventh slot counts them. */
function structure(schema: unknown[], name: string, traits: Traits, lookup: Lookup): StructureShape {
  const names = (schema[4] ?? []) as string[]
  const schemas = (schema[5] ?? []) as unknown[]
  const required = Number(schema[6] ?? 0)
  const members = names.map((each, index) => member(each, schemas[index], lookup, index < required))
  return { kind: 'structure', union: schema[0] === 4, name, traits, members }
}

function member(name: string, schema: unknown, lookup: Lookup = noNames, required = false): Member {
  // A pair is a schema with traits of this place; pairs may stand in pairs.
  let target = schema
  let traits: Traits = {}
  while (Array.isArray(target) && target.length === 2) {
    traits = { ...unpack(target[1]), ...traits }
    target = target[0]
  }
  let shape: Shape | undefined
  return {
    name,
    required,
    traits,
    get shape() {
      shape ??= compile(target, lookup)
      return shape
    },
  }
}

function unpack(packed: unknown): Traits {
  if (typeof packed === 'object' && packed !== null) return packed as Traits
  const bits = Number(packed ?? 0)
  return Object.fromEntries(PACKED.filter((_, bit) => (bits >> bit) & 1).map((trait) => [trait, 1]))
}
