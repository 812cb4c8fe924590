import { ServiceError } from '@towpath/base'

export interface XmlNode {
  /** Without a namespace prefix. */
  name: string
  attributes: Record<string, string>
  children: XmlNode[]
  text: string
}

const MAX_DEPTH = 48
const MAX_NODES = 50_000
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
/** One piece of markup, or text up to the next one. */
const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|[^<]+/y
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

/**
 * Parses a request body: elements, attributes, text, CDATA and the five named entities. Document types are refused, so
 * nothing can be defined, fetched or multiplied. `maxNodes`: elements that it may have. Throws the MalformedXML of S3.
 */
export function parseXml(text: string, { maxNodes = MAX_NODES } = {}): XmlNode {
  const document: XmlNode = { name: '', attributes: {}, children: [], text: '' }
  const open: XmlNode[] = [document]
  let position = text.startsWith('\ufeff') ? 1 : 0
  let nodes = 0
  while (position < text.length) {
    TOKEN.lastIndex = position
    const match = TOKEN.exec(text)
    if (!match) throw malformedXml()
    position = TOKEN.lastIndex
    const [token, cdata, closed, opened, attributes = '', selfClosing] = match
    const current = open.at(-1) ?? document
    if (closed !== undefined) {
      if (open.length < 2 || open.pop()?.name !== local(closed)) throw malformedXml()
    } else if (opened !== undefined) {
      if (++nodes > maxNodes || open.length > MAX_DEPTH) throw malformedXml()
      const node: XmlNode = { name: local(opened), attributes: parseAttributes(attributes), children: [], text: '' }
      current.children.push(node)
      if (selfClosing === '') open.push(node)
    } else if (cdata !== undefined) {
      current.text += cdata
    } else if (!token.startsWith('<')) {
      current.text += unescaped(token)
    }
  }
  const [root] = document.children
  if (open.length !== 1 || !root || document.children.length !== 1 || document.text.trim() !== '') throw malformedXml()
  return root
}

export function malformedXml(): ServiceError {
  const message = 'The XML you provided was not well-formed or did not validate against our published schema'
  return new ServiceError('MalformedXML', message)
}

/** The prefix of an attribute is kept: `xsi:type` is told from `type`. */
function parseAttributes(text: string): Record<string, string> {
  const out: Record<string, string> = Object.create(null)
  for (const [, name = '', double, single] of text.matchAll(ATTRIBUTE)) out[name] = unescaped(double ?? single ?? '')
  return out
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function unescaped(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&([^;&]{0,12};?)/g, (_, reference: string) => {
    const name = /^(\w+);$/.exec(reference)?.[1]
    const known = name === undefined ? undefined : NAMED[name]
    if (known !== undefined) return known
    const code = /^#(?:x([0-9A-Fa-f]{1,6})|(\d{1,7}));$/.exec(reference)
    const point = code?.[1] === undefined ? Number(code?.[2]) : Number.parseInt(code[1], 16)
    if (!(point > 0 && point <= 0x10ffff)) throw malformedXml()
    return String.fromCodePoint(point)
  })
}
