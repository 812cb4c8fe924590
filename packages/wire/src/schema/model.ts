import { compile, type Lookup, UNIT } from './compile.ts'
import type { ScalarShape, StructureShape } from './shape.ts'

export interface OperationModel {
  name: string
  /** A structure, or the unit shape where the operation has no input (or no output). */
  readonly input: StructureShape | ScalarShape
  readonly output: StructureShape | ScalarShape
  /** Only in REST protocols. */
  http?: { method: string; uri: string; status: number }
}

export interface ErrorModel {
  /** The code on the wire: the shape's name unless the query protocol gives it another. */
  code: string
  /** Where the model says it. */
  status?: number
  readonly shape: StructureShape
}

/** What the wire knows of a service: its operations by name, its errors by code. */
export interface ServiceModel {
  operations: Map<string, OperationModel>
  errors: Map<string, ErrorModel>
}

/**
 * Reads a service's schemas: the module of its client package, or the same schemas kept as JSON, where `schemas` maps
 * names to schemas and names stand for references.
 */
export function readModel(source: Record<string, unknown>): ServiceModel {
  const schemas = (source.schemas ?? source) as Record<string, unknown>
  const lookup: Lookup = (name) => {
    const schema = schemas[name]
    if (schema === undefined) throw new Error(`Schema ${name} is missing`)
    return schema
  }
  const model: ServiceModel = { operations: new Map(), errors: new Map() }
  for (const schema of Object.values(schemas)) {
    if (!Array.isArray(schema)) continue
    if (schema[0] === 9) addOperation(model, schema, lookup)
    else if (schema[0] === -3 && !isSynthetic(schema)) addError(model, schema, lookup)
  }
  return model
}

function addOperation(model: ServiceModel, schema: unknown[], lookup: Lookup): void {
  const name = String(schema[2])
  const http = (schema[3] as { http?: [string, string, number] } | 0 | undefined) || undefined
  const [method, uri, status] = http?.http ?? []
  const operation: OperationModel = {
    name,
    get input() {
      return ioShape(schema[4], lookup)
    },
    get output() {
      return ioShape(schema[5], lookup)
    },
  }
  if (method !== undefined && uri !== undefined) operation.http = { method, uri, status: status ?? 200 }
  model.operations.set(name, operation)
}

function ioShape(schema: unknown, lookup: Lookup): StructureShape | ScalarShape {
  const shape = compile(schema, lookup)
  return shape.kind === 'structure' ? shape : UNIT
}

/** The base class of a client's exceptions is no error of the service. */
export function isSynthetic(schema: unknown[]): boolean {
  return String(schema[1]).startsWith('smithy.ts.sdk.synthetic')
}

function addError(model: ServiceModel, schema: unknown[], lookup: Lookup): void {
  const traits = schema[3] as { awsQueryError?: [string, number]; error?: string; httpError?: number } | 0 | undefined
  const { awsQueryError, error, httpError } = traits || {}
  const code = awsQueryError?.[0] ?? String(schema[2])
  const status = awsQueryError?.[1] ?? httpError ?? (error === 'server' ? 500 : undefined)
  model.errors.set(code, {
    code,
    ...(status === undefined ? {} : { status }),
    get shape() {
      return compile(schema, lookup) as StructureShape
    },
  })
}
