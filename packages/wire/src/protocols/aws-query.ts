import { ServiceError } from '@towpath/base'
import type { AnswerMeta, ProtocolCodec } from './protocol.ts'
import { parameters } from './query/parameters.ts'
import { queryDialect, readQuery, UnreadableParameter } from './query/read.ts'
import { queryNamespace } from './xml/namespaces.ts'
import { element, textElement, writeMembers, XML_DECLARATION } from './xml/write.ts'

const STYLE = { milliseconds: false }

/** The query protocol of IAM and STS: `Action=...&Version=...` as a form, XML out. */
export const awsQuery: ProtocolCodec = {
  bodyLimit: 1024 * 1024,

  async find(request) {
    const form = await parameters(request)
    const operation = form.children.get('Action')?.value
    const version = form.children.get('Version')?.value
    return operation ? { operation, ...(version === undefined ? {} : { version }) } : undefined
  },

  unknown(name, target) {
    if (name === undefined) return new ServiceError('MissingAction', 'The request must contain the parameter Action')
    const message = `Could not find operation ${name} for version ${target?.version ?? 'NO_VERSION_SPECIFIED'}`
    return new ServiceError('InvalidAction', message)
  },

  async read(operation, request) {
    try {
      return readQuery(operation.input, await parameters(request), queryDialect) ?? {}
    } catch (error) {
      if (!(error instanceof UnreadableParameter)) throw error
      throw new ServiceError('MalformedInput', `Parameter ${error.path}: ${error.message}`)
    }
  },

  write(operation, output, meta) {
    const { name } = operation
    const metadata = element('ResponseMetadata', textElement('RequestId', meta.requestId))
    const result =
      operation.output.kind === 'structure'
        ? element(`${name}Result`, writeMembers(operation.output, output ?? {}, STYLE))
        : ''
    const body = element(`${name}Response`, result + metadata, queryNamespace(meta.version))
    return { status: 200, headers: headers(meta), body: body }
  },

  fail(error, meta, model) {
    const known = model?.errors.get(error.code)
    const status = known?.status ?? error.status
    const type = textElement('Type', status >= 500 ? 'Receiver' : 'Sender')
    const fields = known ? writeMembers(known.shape, withoutMessage(error.fields), STYLE) : ''
    const inner = type + textElement('Code', error.code) + textElement('Message', error.message) + fields
    const body = element('Error', inner) + textElement('RequestId', meta.requestId)
    return {
      status,
      headers: headers(meta),
      body: XML_DECLARATION + element('ErrorResponse', body, queryNamespace(meta.version)),
    }
  },
}

function headers({ requestId }: AnswerMeta): Record<string, string> {
  return { 'x-amzn-requestid': requestId, 'content-type': 'text/xml' }
}

function withoutMessage({ message: _, ...fields }: Record<string, unknown>): Record<string, unknown> {
  return fields
}
