import type { ScalarShape, TimestampFormat } from '../schema/shape.ts'
import { readBase64, writeBase64 } from './base64.ts'
import { readTimestamp, writeTimestamp } from './timestamp.ts'

/** Text that cannot be read as the scalar it should be. */
export class UnreadableScalar extends Error {
  readonly expected: string
  readonly text: string

  constructor(expected: string, text: string) {
    super(`${JSON.stringify(text.slice(0, 100))} is not ${expected}`)
    this.expected = expected
    this.text = text
  }
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i
const SPECIAL: Record<string, number> = { NaN, Infinity, '-Infinity': -Infinity }

/** Reads a scalar that stands as text: in forms, query strings, headers and XML. */
export function scalarFromText(shape: ScalarShape, text: string): unknown {
  switch (shape.kind) {
    case 'string':
    case 'document':
      return text
    case 'boolean':
      return readBoolean(text)
    case 'number': {
      const trimmed = text.trim()
      if (NUMBER.test(trimmed)) return Number(trimmed)
      const special = SPECIAL[trimmed]
      if (special === undefined) throw new UnreadableScalar('a number', text)
      return special
    }
    case 'bigint':
      if (!/^-?\d{1,400}$/.test(text.trim())) throw new UnreadableScalar('an integer', text)
      return BigInt(text.trim())
    case 'bigdecimal':
      if (!NUMBER.test(text.trim())) throw new UnreadableScalar('a number', text)
      return text.trim()
    case 'blob':
      return readBase64(text) ?? unreadable('base 64', text)
    case 'timestamp':
      return readTimestamp(text) ?? unreadable('a timestamp', text)
    case 'unit':
      return undefined
  }
}

/** Writes a scalar as text. Throws for a value of the wrong type, which is a mistake of ours. */
export function scalarToText(shape: ScalarShape, value: unknown, timestamps: TimestampFormat): string {
  if (shape.kind === 'timestamp') {
    if (!(value instanceof Date)) throw new TypeError(`Expected a Date, got ${typeof value}`)
    return writeTimestamp(value, shape.format ?? timestamps)
  }
  if (shape.kind === 'blob') return writeBase64(value)
  if (shape.kind === 'document') return JSON.stringify(value)
  if (typeof value === 'object') throw new TypeError(`Expected a ${shape.kind}, got an object`)
  return String(value)
}

function readBoolean(text: string): boolean {
  const word = text.trim().toLowerCase()
  if (word !== 'true' && word !== 'false') throw new UnreadableScalar('a boolean', text)
  return word === 'true'
}

function unreadable(expected: string, text: string): never {
  throw new UnreadableScalar(expected, text)
}
