import { Readable } from 'node:stream'
import type { OperationModel } from '../../schema/model.ts'
import type { Member, ScalarShape, StructureShape } from '../../schema/shape.ts'
import type { Answer } from '../protocol.ts'
import { own } from '../record.ts'
import { scalarToText } from '../scalar.ts'
import { escapeXml } from '../xml/escape.ts'
import { S3_NAMESPACE } from '../xml/namespaces.ts'
import { element, textElement, writeMembers, XML_DECLARATION } from '../xml/write.ts'
import { isOutsideBody } from './read.ts'

const STYLE = { milliseconds: true }

/** The answer that carries an output, each member where the model binds it. */
export function writeBound(operation: OperationModel, output: object): Answer {
  const status = operation.http?.status ?? 200
  const answer: Answer = { status, headers: {}, body: '' }
  if (operation.output.kind !== 'structure') return answer
  const shape = operation.output
  const inBody: Member[] = []
  let payload: Member | undefined
  for (const member of shape.members) {
    if (member.traits.httpPayload) payload = member
    else if (!isOutsideBody(member)) inBody.push(member)
    else writeOutsideBody(member, own(output, member.name), answer)
  }
  if (payload) writePayload(payload, own(output, payload.name), answer)
  else if (inBody.length > 0) writeDocument(operation, shape, inBody, output, answer)
  // A part of an object is told by its range; the model knows only the status of the whole.
  if (answer.status === 200 && answer.headers['content-range'] !== undefined) answer.status = 206
  return answer
}

function writeOutsideBody(member: Member, value: unknown, answer: Answer): void {
  if (value === undefined || value === null) return
  const { traits } = member
  if (traits.httpResponseCode) answer.status = Number(value)
  else if (traits.httpHeader) answer.headers[traits.httpHeader.toLowerCase()] = headerText(member, value)
  else if (traits.httpPrefixHeaders !== undefined) {
    for (const [name, text] of Object.entries(value as Record<string, string>)) {
      answer.headers[`${traits.httpPrefixHeaders}${name}`.toLowerCase()] = text
    }
  }
}

function headerText(member: Member, value: unknown): string {
  const { shape } = member
  if (shape.kind === 'list') return (value as unknown[]).map((item) => headerText(shape.item, item)).join(', ')
  return scalarToText(shape as ScalarShape, value, 'http-date')
}

function writePayload(member: Member, value: unknown, answer: Answer): void {
  if (value === undefined || value === null) return
  const { shape } = member
  if (shape.kind === 'structure') {
    const name = member.traits.xmlName ?? shape.traits.xmlName ?? shape.name
    xml(answer, element(name, writeMembers(shape, value, STYLE), { xmlns: S3_NAMESPACE }))
  } else if (value instanceof Readable || value instanceof Uint8Array || typeof value === 'string') {
    answer.body = value
  } else {
    throw new TypeError(`${member.name} must be a stream, bytes or text`)
  }
}

function writeDocument(
  operation: OperationModel,
  shape: StructureShape,
  members: Member[],
  output: object,
  answer: Answer,
): void {
  const name = shape.traits.xmlName ?? shape.name
  if (operation.name === 'GetBucketLocation') {
    // The one document whose root holds the value itself.
    const location = own(output, 'LocationConstraint')
    xml(answer, element(name, location ? escapeXml(String(location)) : '', { xmlns: S3_NAMESPACE }))
  } else {
    xml(answer, element(name, writeMembers(shape, output, STYLE, members), { xmlns: S3_NAMESPACE }))
  }
}

function xml(answer: Answer, document: string): void {
  answer.headers['content-type'] ??= 'application/xml'
  answer.body = XML_DECLARATION + document
}

/** `<Error>` with the error's further members. */
export function errorDocument(fields: Record<string, unknown>): string {
  const members = Object.entries(fields).filter(([name]) => /^[A-Za-z][\w.-]*$/.test(name))
  const content = members.map(([name, value]) => textElement(name, String(value))).join('')
  return XML_DECLARATION + element('Error', content)
}
