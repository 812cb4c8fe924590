import type { ListShape, MapShape, Member, ScalarShape, Shape, StructureShape } from '../../schema/shape.ts'
import { own } from '../record.ts'
import { scalarToText } from '../scalar.ts'
import { escapeAttribute, escapeXml } from './escape.ts'

export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** How a service writes timestamps: `2024-01-02T03:04:05Z` or always with milliseconds, as EC2 and S3 do. */
export interface XmlStyle {
  milliseconds: boolean
}

/** An element with ready-made content. */
export function element(name: string, content: string, attributes: Record<string, string> = {}): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`)
  const open = `${name}${written.join('')}`
  return content === '' ? `<${open}/>` : `<${open}>${content}</${name}>`
}

/** An element that holds text. */
export function textElement(name: string, text: string): string {
  return element(name, escapeXml(text))
}

/**
 * The elements of a structure's members, without one around them. Absent members stay out; an empty list is an empty
 * element.
 */
export function writeMembers(shape: StructureShape, value: unknown, style: XmlStyle, members = shape.members): string {
  let out = ''
  for (const member of members) {
    const item = own(value as object, member.name)
    if (item !== undefined && item !== null && !member.traits.xmlAttribute) out += writeMember(member, item, style)
  }
  return out
}

/** The element (or, for a flattened list, the elements) of one member of a structure. */
export function writeMember(member: Member, value: unknown, style: XmlStyle): string {
  const { shape } = member
  const name = member.traits.xmlName ?? member.name
  const flat = Boolean(member.traits.xmlFlattened ?? shape.traits.xmlFlattened)
  if (shape.kind === 'list' && flat) return writeItems(shape, value, name, style)
  if (shape.kind === 'map' && flat) return writeEntries(shape, value, name, style)
  return writeNamed(name, shape, value, style, member)
}

function writeNamed(name: string, shape: Shape, value: unknown, style: XmlStyle, member?: Member): string {
  const namespace = member?.traits.xmlNamespace ?? shape.traits.xmlNamespace
  const attributes: Record<string, string> = {}
  if (namespace) attributes[namespace[0] ? `xmlns:${namespace[0]}` : 'xmlns'] = namespace[1]
  switch (shape.kind) {
    case 'structure':
      Object.assign(attributes, xmlAttributes(shape, value, style))
      return element(name, writeMembers(shape, value, style), attributes)
    case 'list':
      return element(name, writeItems(shape, value, shape.item.traits.xmlName ?? 'member', style), attributes)
    case 'map':
      return element(name, writeEntries(shape, value, 'entry', style), attributes)
    default:
      return element(name, escapeXml(scalar(shape, value, style)), attributes)
  }
}

function writeItems(shape: ListShape, value: unknown, name: string, style: XmlStyle): string {
  if (!Array.isArray(value)) throw new TypeError(`${name} must be a list`)
  let out = ''
  for (const item of value) {
    if (item !== null && item !== undefined) out += writeNamed(name, shape.item.shape, item, style, shape.item)
  }
  return out
}

function writeEntries(shape: MapShape, value: unknown, name: string, style: XmlStyle): string {
  const keyName = shape.key.traits.xmlName ?? 'key'
  const valueName = shape.value.traits.xmlName ?? 'value'
  let out = ''
  for (const [key, item] of Object.entries(value as object)) {
    if (item === null || item === undefined) continue
    out += element(name, textElement(keyName, key) + writeNamed(valueName, shape.value.shape, item, style))
  }
  return out
}

function xmlAttributes(shape: StructureShape, value: unknown, style: XmlStyle): Record<string, string> {
  const out: Record<string, string> = {}
  for (const member of shape.members) {
    const item = own(value as object, member.name)
    if (!member.traits.xmlAttribute || item === undefined || item === null) continue
    if (member.shape.kind === 'structure' || member.shape.kind === 'list' || member.shape.kind === 'map') continue
    out[member.traits.xmlName ?? member.name] = scalar(member.shape, item, style)
  }
  return out
}

function scalar(shape: ScalarShape, value: unknown, style: XmlStyle): string {
  const iso = shape.kind === 'timestamp' && (shape.format ?? 'date-time') === 'date-time'
  if (iso && style.milliseconds && value instanceof Date) return value.toISOString()
  return scalarToText(shape, value, 'date-time')
}
