import type { ScalarShape, Shape } from '../../schema/shape.ts'
import { writeBase64 } from '../base64.ts'
import { own, put } from '../record.ts'

/**
 * The JSON value (ready for JSON.stringify) of an output. Absent members stay out, empty lists and maps stay in, and
 * what the shape does not know is left out, so that nothing internal can leak.
 */
export function writeJson(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case 'structure': {
      const out: Record<string, unknown> = {}
      for (const member of shape.members) {
        const item = own(object(value), member.name)
        if (item !== undefined && item !== null) put(out, member.name, writeJson(member.shape, item))
      }
      return out
    }
    case 'list': {
      if (!Array.isArray(value)) throw new TypeError('Expected a list')
      return value.map((item) => (item === null ? null : writeJson(shape.item.shape, item)))
    }
    case 'map': {
      const out: Record<string, unknown> = {}
      for (const [key, item] of Object.entries(object(value))) {
        if (item !== undefined) put(out, key, item === null ? null : writeJson(shape.value.shape, item))
      }
      return out
    }
    default:
      return writeScalar(shape, value)
  }
}

function writeScalar(shape: ScalarShape, value: unknown): unknown {
  switch (shape.kind) {
    case 'string':
      return String(value)
    case 'number':
    case 'bigint':
    case 'bigdecimal':
      return writeNumber(value)
    case 'timestamp':
      return writeTime(shape, value)
    case 'blob':
      return writeBase64(value)
    default:
      return value
  }
}

function writeNumber(value: unknown): unknown {
  const number = Number(value)
  return Number.isFinite(number) ? number : String(number)
}

/** Epoch seconds with a fraction, unless the model fixes another format. */
function writeTime(shape: ScalarShape, value: unknown): unknown {
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) throw new TypeError('A timestamp must be a Date')
  if (shape.format === 'date-time') return value.toISOString().replace('.000Z', 'Z')
  if (shape.format === 'http-date') return value.toUTCString()
  return value.getTime() / 1000
}

function object(value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('Expected an object')
  return value
}
