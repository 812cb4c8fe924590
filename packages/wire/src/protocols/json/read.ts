import { ServiceError } from '@towpath/base'
import type { ScalarShape, Shape, StructureShape } from '../../schema/shape.ts'
import { readBase64 } from '../base64.ts'
import { own, put } from '../record.ts'
import { readTimestamp } from '../timestamp.ts'

/** Deeper than any model nests; recursive shapes could otherwise be used to exhaust the stack. */
const MAX_DEPTH = 64

/**
 * Reads parsed JSON as `shape` says. Members that the shape does not know are left out, null counts as absent.
 * Throws SerializationException for a value of the wrong type.
 */
export function readJson(shape: Shape, value: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH) throw serialization('Input is nested too deeply')
  switch (shape.kind) {
    case 'structure':
      return readStructure(shape, value, depth)
    case 'list':
      if (!Array.isArray(value)) throw mismatch(value, 'a list')
      return value.map((item) => (item === null ? null : readJson(shape.item.shape, item, depth + 1)))
    case 'map': {
      const out: Record<string, unknown> = {}
      for (const [key, item] of Object.entries(record(value, 'a map'))) {
        put(out, key, item === null ? null : readJson(shape.value.shape, item, depth + 1))
      }
      return out
    }
    default:
      return readScalar(shape, value)
  }
}

function readStructure(shape: StructureShape, value: unknown, depth: number): unknown {
  const source = record(value, 'a structure')
  const out: Record<string, unknown> = {}
  for (const member of shape.members) {
    const item = own(source, member.name)
    if (item !== undefined && item !== null) put(out, member.name, readJson(member.shape, item, depth + 1))
  }
  return out
}

function readScalar(shape: ScalarShape, value: unknown): unknown {
  switch (shape.kind) {
    case 'string':
      if (typeof value === 'string') return value
      throw mismatch(value, 'a String')
    case 'boolean':
      if (typeof value === 'boolean') return value
      throw mismatch(value, 'a Boolean')
    case 'number':
      return readNumber(value)
    case 'bigint':
      if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value)
      throw mismatch(value, 'an Integer')
    case 'bigdecimal':
      if (typeof value === 'number') return String(value)
      throw mismatch(value, 'a Number')
    case 'timestamp':
      return jsonTimestamp(value) ?? refuse(value, 'a Timestamp')
    case 'blob':
      return (typeof value === 'string' ? readBase64(value) : undefined) ?? refuse(value, 'a Blob')
    case 'document':
      return value
    case 'unit':
      return undefined
  }
}

function readNumber(value: unknown): number {
  if (typeof value === 'number') return value
  // Smithy's JSON writes the three numbers that JSON has no literal for as strings.
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value)
  throw mismatch(value, 'a Number')
}

function jsonTimestamp(value: unknown): Date | undefined {
  if (typeof value === 'string') return readTimestamp(value)
  if (typeof value !== 'number') return undefined
  const date = new Date(value * 1000)
  return Number.isNaN(date.getTime()) ? undefined : date
}

function record(value: unknown, expected: string): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw mismatch(value, expected)
  return value
}

function refuse(value: unknown, expected: string): never {
  throw mismatch(value, expected)
}

/** Observed wording: `NUMBER_VALUE can not be converted to a String`, `Start of list found where not expected`. */
function mismatch(value: unknown, expected: string): ServiceError {
  if (Array.isArray(value)) return serialization('Start of list found where not expected')
  if (typeof value === 'object' && value !== null) {
    return serialization('Start of structure or map found where not expected.')
  }
  const kind = value === true ? 'TRUE_VALUE' : value === false ? 'FALSE_VALUE' : `${typeof value}_VALUE`.toUpperCase()
  return serialization(`${kind} can not be converted to ${expected}`)
}

export function serialization(message: string): ServiceError {
  return new ServiceError('SerializationException', message)
}
