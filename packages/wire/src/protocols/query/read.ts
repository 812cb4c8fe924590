import type { ListShape, MapShape, Member, Shape, StructureShape } from '../../schema/shape.ts'
import { put } from '../record.ts'
import { scalarFromText, UnreadableScalar } from '../scalar.ts'
import { type FormNode, numbered } from './form.ts'

/** Where the two query protocols differ when they read. */
export interface QueryDialect {
  /** Name of a structure's member in the form. */
  memberName(member: Member): string
  /** EC2 numbers items directly below the list's name; the other protocol has a level between. */
  flatLists: boolean
}

export const queryDialect: QueryDialect = {
  memberName: (member) => member.traits.xmlName ?? member.name,
  flatLists: false,
}

export const ec2Dialect: QueryDialect = {
  memberName: (member) => member.traits.ec2QueryName ?? capital(member.traits.xmlName ?? member.name),
  flatLists: true,
}

/** A parameter whose text is not of the type that the model asks for. */
export class UnreadableParameter extends Error {
  readonly path: string
  readonly text: string
  readonly expected: string

  constructor(path: string, cause: UnreadableScalar) {
    super(cause.message, { cause })
    this.path = path
    this.text = cause.text
    this.expected = cause.expected
  }
}

/** The value that stands in a form. Throws {@link UnreadableParameter}. */
export function readQuery(shape: Shape, node: FormNode, dialect: QueryDialect, path = ''): unknown {
  switch (shape.kind) {
    case 'structure':
      return readStructure(shape, node, dialect, path)
    case 'list':
      return readList(shape, node, dialect, path)
    case 'map':
      return readMap(shape, node, dialect, path)
    default:
      if (node.value === undefined) return undefined
      try {
        return scalarFromText(shape, node.value)
      } catch (error) {
        throw error instanceof UnreadableScalar ? new UnreadableParameter(path, error) : error
      }
  }
}

function readStructure(shape: StructureShape, node: FormNode, dialect: QueryDialect, path: string): unknown {
  const out: Record<string, unknown> = {}
  for (const member of shape.members) {
    const name = dialect.memberName(member)
    const child = node.children.get(name)
    if (!child) continue
    const value = readQuery(member.shape, child, dialect, path === '' ? name : `${path}.${name}`)
    if (value !== undefined) put(out, member.name, value)
  }
  return out
}

/** `Tags=` is how clients write an empty list. */
function readList(shape: ListShape, node: FormNode, dialect: QueryDialect, path: string): unknown[] {
  const flat = dialect.flatLists || shape.traits.xmlFlattened
  const between = shape.item.traits.xmlName ?? 'member'
  const items = flat ? node : (node.children.get(between) ?? node.children.get('member'))
  if (!items) return []
  return numbered(items).map((item, index) =>
    readQuery(shape.item.shape, item, dialect, `${path}.${flat ? '' : `${between}.`}${index + 1}`),
  )
}

function readMap(shape: MapShape, node: FormNode, dialect: QueryDialect, path: string): unknown {
  const out: Record<string, unknown> = {}
  const entries = shape.traits.xmlFlattened ? node : node.children.get('entry')
  for (const entry of entries ? numbered(entries) : []) {
    const key = entry.children.get(shape.key.traits.xmlName ?? 'key')?.value
    const value = entry.children.get(shape.value.traits.xmlName ?? 'value')
    if (key === undefined) continue
    put(out, key, value ? readQuery(shape.value.shape, value, dialect, `${path}.${key}`) : null)
  }
  return out
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
