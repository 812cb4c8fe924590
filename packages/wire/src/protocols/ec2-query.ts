import { ServiceError } from '@towpath/base'
import { awsQuery } from './aws-query.ts'
import type { AnswerMeta, ProtocolCodec } from './protocol.ts'
import { parameters } from './query/parameters.ts'
import { ec2Dialect, readQuery, UnreadableParameter } from './query/read.ts'
import { queryNamespace } from './xml/namespaces.ts'
import { element, textElement, writeMembers, XML_DECLARATION } from './xml/write.ts'

const STYLE = { milliseconds: true }

/** EC2's own variant of the query protocol: lists without a level of their own, answers without a result element. */
export const ec2Query: ProtocolCodec = {
  bodyLimit: awsQuery.bodyLimit,

  find: awsQuery.find,

  unknown(name) {
    if (name === undefined) return new ServiceError('MissingAction', 'The request must contain the parameter Action')
    return new ServiceError('InvalidAction', `The action ${name} is not valid for this web service.`)
  },

  async read(operation, request) {
    try {
      return readQuery(operation.input, await parameters(request), ec2Dialect) ?? {}
    } catch (error) {
      if (!(error instanceof UnreadableParameter)) throw error
      const { path, text, expected } = error
      const message = `Value (${text.slice(0, 256)}) for parameter ${path} is invalid. It is not ${expected}.`
      throw new ServiceError('InvalidParameterValue', message)
    }
  },

  write(operation, output, meta) {
    // Observed: operations without an output answer `<return>true</return>`.
    const members =
      operation.output.kind === 'structure'
        ? writeMembers(operation.output, output ?? {}, STYLE)
        : textElement('return', 'true')
    const inner = textElement('requestId', meta.requestId) + members
    const body = element(`${operation.name}Response`, inner, queryNamespace(meta.version))
    return { status: 200, headers: headers(meta), body: XML_DECLARATION + body }
  },

  fail(error, meta) {
    const inner = element('Error', textElement('Code', error.code) + textElement('Message', error.message))
    const body = element('Errors', inner) + textElement('RequestID', meta.requestId)
    return { status: error.status, headers: headers(meta), body: XML_DECLARATION + element('Response', body) }
  },
}

function headers({ requestId }: AnswerMeta): Record<string, string> {
  return { 'x-amzn-requestid': requestId, 'content-type': 'text/xml;charset=UTF-8' }
}
