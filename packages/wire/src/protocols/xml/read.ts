import type { ListShape, MapShape, Member, Shape, StructureShape } from '../../schema/shape.ts'
import { put } from '../record.ts'
import { scalarFromText, UnreadableScalar } from '../scalar.ts'
import { malformedXml, type XmlNode } from './parse.ts'

/** The value that an element holds. Elements that the shape does not know are passed over. Throws MalformedXML. */
export function readXml(shape: Shape, node: XmlNode): unknown {
  switch (shape.kind) {
    case 'structure':
      return readMembers(shape, node)
    case 'list':
      return readItems(shape, namedChildren(node, shape.item.traits.xmlName ?? 'member'))
    case 'map':
      return readEntries(shape, namedChildren(node, 'entry'))
    default:
      try {
        return scalarFromText(shape, node.text)
      } catch (error) {
        throw error instanceof UnreadableScalar ? malformedXml() : error
      }
  }
}

export function readMembers(shape: StructureShape, node: XmlNode, members: Member[] = shape.members): unknown {
  const out: Record<string, unknown> = {}
  for (const member of members) {
    const value = readMember(member, node)
    if (value !== undefined) put(out, member.name, value)
  }
  return out
}

function readMember(member: Member, parent: XmlNode): unknown {
  const { shape } = member
  const name = member.traits.xmlName ?? member.name
  if (member.traits.xmlAttribute) return parent.attributes[name]
  const nodes = namedChildren(parent, name)
  const [first] = nodes
  if (!first) return undefined
  const flat = Boolean(member.traits.xmlFlattened ?? shape.traits.xmlFlattened)
  if (shape.kind === 'list' && flat) return readItems(shape, nodes)
  if (shape.kind === 'map' && flat) return readEntries(shape, nodes)
  if (nodes.length > 1) throw malformedXml()
  return readXml(shape, first)
}

function readItems(shape: ListShape, nodes: XmlNode[]): unknown[] {
  return nodes.map((node) => readXml(shape.item.shape, node))
}

function readEntries(shape: MapShape, nodes: XmlNode[]): unknown {
  const out: Record<string, unknown> = {}
  for (const node of nodes) {
    const [key] = namedChildren(node, shape.key.traits.xmlName ?? 'key')
    const [value] = namedChildren(node, shape.value.traits.xmlName ?? 'value')
    if (!key || !value) throw malformedXml()
    put(out, key.text, readXml(shape.value.shape, value))
  }
  return out
}

function namedChildren(node: XmlNode, name: string): XmlNode[] {
  return node.children.filter((child) => child.name === name)
}
