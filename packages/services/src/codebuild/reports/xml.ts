import { ServiceError } from '@towpath/base'
import { parseXml, type XmlNode } from '@towpath/wire/protocols/xml/parse.ts'
import { ReportProblem } from './report.ts'

/** Elements that a report may have: a line of code each, in reports of coverage. */
const MOST_ELEMENTS = 2_000_000
/** Cobertura, JaCoCo and TestNG name a document type. Only the name: what would define something is left to be refused. */
const DOCTYPE = /<!DOCTYPE\s[^[\]<>]*>/

/** The outermost element of a report, which must have one of these names. Throws ReportProblem. */
export function readReportXml(text: string, ...names: string[]): XmlNode {
  const root = parse(text)
  if (!names.includes(root.name)) throw new ReportProblem(`Expected <${names.join('> or <')}>, found <${root.name}>`)
  return root
}

function parse(text: string): XmlNode {
  try {
    return parseXml(text.replace(DOCTYPE, ''), { maxNodes: MOST_ELEMENTS })
  } catch (error) {
    if (error instanceof ServiceError) throw new ReportProblem('The file is not well-formed XML')
    throw error
  }
}

export function children(node: XmlNode | undefined, ...names: string[]): XmlNode[] {
  return node?.children.filter((child) => names.includes(child.name)) ?? []
}

export function child(node: XmlNode | undefined, name: string): XmlNode | undefined {
  return node?.children.find((each) => each.name === name)
}

/** All elements of that name at any depth, each with those above it, outermost first. */
export function* descendants(node: XmlNode, name: string, above: XmlNode[] = []): Generator<[XmlNode, XmlNode[]]> {
  const path = [...above, node]
  for (const each of node.children) {
    if (each.name === name) yield [each, path]
    else yield* descendants(each, name, path)
  }
}

/** An attribute as a count: what is no whole number counts nothing. */
export function count(node: XmlNode | undefined, attribute: string): number {
  const text = node?.attributes[attribute] ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : 0
}
