import { ServiceError } from '@towpath/base'
import { DeferredStream } from '../../http/deferred-stream.ts'
import { isStreaming, type Member, type ScalarShape, type StructureShape } from '../../schema/shape.ts'
import type { WireRequest } from '../protocol.ts'
import { put } from '../record.ts'
import { scalarFromText, UnreadableScalar } from '../scalar.ts'
import { parseXml } from '../xml/parse.ts'
import { readMembers, readXml } from '../xml/read.ts'
import { checkDigests } from './body-digest.ts'

/** The input of an operation from path, query string, headers and body, as the model binds its members. */
export async function readBound(
  shape: StructureShape,
  request: WireRequest,
  labels: Record<string, string>,
): Promise<unknown> {
  const out: Record<string, unknown> = {}
  const inBody: Member[] = []
  const bound = new Set(shape.members.flatMap(({ traits }) => traits.httpHeader?.toLowerCase() ?? []))
  for (const member of shape.members) {
    const { traits } = member
    if (traits.httpPayload) {
      const value = await readPayload(member, request, bound)
      if (value !== undefined) put(out, member.name, value)
    } else if (isOutsideBody(member)) {
      const value = readOutsideBody(member, request, labels)
      if (value !== undefined) put(out, member.name, value)
    } else {
      inBody.push(member)
    }
  }
  if (inBody.length > 0) {
    const body = await checkedBody(request, bound)
    if (body.length > 0) Object.assign(out, readMembers(shape, parseXml(body.toString('utf8')), inBody))
  }
  return out
}

export function isOutsideBody({ traits }: Member): boolean {
  return Boolean(
    traits.httpLabel ||
      traits.httpQuery ||
      traits.httpQueryParams ||
      traits.httpHeader ||
      traits.httpPrefixHeaders !== undefined ||
      traits.httpResponseCode,
  )
}

/** A streamed member is handed on unread; everything else is read whole. */
async function readPayload(member: Member, request: WireRequest, bound: Set<string>): Promise<unknown> {
  if (isStreaming(member)) return new DeferredStream(() => request.stream())
  const body = await checkedBody(request, bound)
  if (body.length === 0) return undefined
  if (member.shape.kind === 'blob') return new Uint8Array(body)
  if (member.shape.kind === 'string') return body.toString('utf8')
  return readXml(member.shape, parseXml(body.toString('utf8')))
}

async function checkedBody(request: WireRequest, bound: Set<string>): Promise<Buffer> {
  const body = await request.body()
  checkDigests(request.headers, body, bound)
  return body
}

function readOutsideBody(member: Member, request: WireRequest, labels: Record<string, string>): unknown {
  const { traits } = member
  if (traits.httpLabel) return readText(member, member.name, labels[member.name])
  if (traits.httpQuery) return readQueryMember(member, traits.httpQuery, request.query)
  if (traits.httpHeader) return readHeaderMember(member, traits.httpHeader, request.headers)
  if (traits.httpPrefixHeaders !== undefined) return prefixed(traits.httpPrefixHeaders, request.headers)
  return undefined
}

function readQueryMember(member: Member, name: string, query: URLSearchParams): unknown {
  if (member.shape.kind === 'list') {
    const texts = query.getAll(name)
    const { item } = member.shape
    return texts.length === 0 ? undefined : texts.map((text) => readText(item, name, text))
  }
  return readText(member, name, query.get(name) ?? undefined)
}

function readHeaderMember(member: Member, name: string, headers: Readonly<Record<string, string>>): unknown {
  const text = headers[name.toLowerCase()]
  if (text === undefined) return undefined
  if (member.shape.kind === 'list') {
    const { item } = member.shape
    return text.split(',').map((part) => readText(item, name, part.trim()))
  }
  return readText(member, name, fromHeader(text))
}

/** Documented: the names of user metadata are kept in lower case. */
function prefixed(prefix: string, headers: Readonly<Record<string, string>>): Record<string, string> | undefined {
  const start = prefix.toLowerCase()
  const names = Object.keys(headers).filter((name) => name.startsWith(start) && name.length > start.length)
  if (names.length === 0) return undefined
  const out: Record<string, unknown> = {}
  for (const name of names) put(out, name.slice(start.length), fromHeader(headers[name] ?? ''))
  return out as Record<string, string>
}

function readText(member: Member, name: string, text: string | undefined): unknown {
  const shape = member.shape as ScalarShape
  if (text === undefined || (text === '' && shape.kind !== 'string')) return undefined
  try {
    return scalarFromText(shape, text)
  } catch (error) {
    if (!(error instanceof UnreadableScalar)) throw error
    const message = `Argument ${name} must be ${error.expected}.`
    throw new ServiceError('InvalidArgument', message, { fields: { ArgumentName: name, ArgumentValue: text } })
  }
}

/** Node gives header bytes as Latin-1; SDKs send UTF-8. */
function fromHeader(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: anything that is not ASCII
  if (!/[^\x00-\x7f]/.test(text)) return text
  const utf8 = Buffer.from(text, 'latin1').toString('utf8')
  return utf8.includes('\ufffd') ? text : utf8
}
