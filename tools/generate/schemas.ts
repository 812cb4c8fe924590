import { isSynthetic } from '../../packages/wire/src/schema/model.ts'
import { type Generator, linedJson } from './generated-file.ts'
import { keptOperations, SERVICES } from './services.ts'

const OPERATION = 9
const ERROR = -3

/**
 * The SDK's runtime schemas as JSON, so that serving a service loads data of some kilobytes and not its whole client.
 * Same form as in the SDK; a name stands where the SDK has a reference.
 */
export const schemas: Generator = {
  title: 'schemas',
  run: () =>
    Promise.all(
      SERVICES.map(async (service) => ({
        path: `packages/services/src/${service.room}/schemas.gen.json`,
        content: linedJson({ schemas: trimmed(await service.client(), await keptOperations(service)) }),
      })),
    ),
}

/** All schemas that the operations reach, and the errors, by name and in order of it. */
export function trimmed(client: Record<string, unknown>, only: string[] | undefined): Record<string, unknown> {
  const found = new Map<string, unknown>()
  const roots = Object.values(client).filter((schema) => isSchema(schema) && isRoot(schema, only))
  for (const schema of roots) reference(schema, found)
  const missing = only?.filter((name) => !found.has(name)) ?? []
  if (missing.length > 0) throw new Error(`The client has no operations ${missing.join(', ')}`)
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function isRoot(schema: unknown[], only: string[] | undefined): boolean {
  if (schema[0] === OPERATION) return only === undefined || only.includes(String(schema[2]))
  return schema[0] === ERROR && !isSynthetic(schema)
}

/** The name of a schema, which is added to `found` with all it reaches. A simple schema is its number. */
function reference(schema: unknown, found: Map<string, unknown>): unknown {
  if (typeof schema === 'function') return reference(schema(), found)
  if (!isSchema(schema)) return schema
  const name = String(schema[2])
  if (!found.has(name)) {
    // Set first: schemas may contain themselves.
    found.set(name, undefined)
    found.set(name, withReferences(schema, found))
  }
  return name
}

/** See the readers of these in packages/wire/src/schema. Namespaces tell nothing here. */
function withReferences([kind, , name, traits, ...rest]: unknown[], found: Map<string, unknown>): unknown[] {
  if (kind !== 3 && kind !== 4 && kind !== ERROR) {
    return [kind, '', name, traits, ...rest.map((part) => member(part, found))]
  }
  const [names, schemas, required = 0] = rest as [string[], unknown[], number | undefined]
  return [kind, '', name, traits, names, schemas.map((schema) => member(schema, found)), required]
}

/** Traits of a place stand in a pair with the schema. */
function member(schema: unknown, found: Map<string, unknown>): unknown {
  return Array.isArray(schema) && schema.length === 2 ? [member(schema[0], found), schema[1]] : reference(schema, found)
}

/** `[kind, namespace, name, ...]` */
function isSchema(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.length >= 5 && typeof value[0] === 'number' && typeof value[2] === 'string'
}
