import { ServiceError } from '@towpath/base'
import { readJson, serialization } from './json/read.ts'
import { writeJson } from './json/write.ts'
import type { ProtocolCodec } from './protocol.ts'

/** AWS JSON: `X-Amz-Target: PREFIX.Operation`, JSON in, JSON out. 1.0 and 1.1 differ in the content type only. */
export function awsJson(version: '1.0' | '1.1'): ProtocolCodec {
  const contentType = `application/x-amz-json-${version}`

  return {
    bodyLimit: 1024 * 1024,

    find(request) {
      const target = request.headers['x-amz-target']
      const operation = target?.slice(target.lastIndexOf('.') + 1)
      return operation ? { operation } : undefined
    },

    unknown: () =>
      new ServiceError('UnknownOperationException', 'The requested operation is not recognized by the service.'),

    async read(operation, request) {
      const body = await request.body()
      if (operation.input.kind === 'unit') return {}
      return readJson(operation.input, parse(body))
    },

    write(operation, output, { requestId }) {
      const headers = { 'x-amzn-requestid': requestId, 'content-type': contentType }
      // Operations without an output shape answer with an empty body.
      if (operation.output.kind === 'unit') return { status: 200, headers, body: '' }
      return { status: 200, headers, body: JSON.stringify(writeJson(operation.output, output ?? {})) }
    },

    fail(error, { requestId }, model) {
      const known = model?.errors.get(error.code)
      const fields = known ? (writeJson(known.shape, error.fields) as Record<string, unknown>) : error.fields
      return {
        status: known?.status ?? error.status,
        // botocore reads the code from the body, other SDKs from the header.
        headers: { 'x-amzn-requestid': requestId, 'content-type': contentType, 'x-amzn-errortype': error.code },
        body: JSON.stringify({ __type: error.code, ...fields, message: error.message }),
      }
    },
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function parse(body: Buffer): unknown {
  if (body.length === 0) return {}
  try {
    return JSON.parse(utf8.decode(body))
  } catch {
    throw serialization('Could not parse the request body as JSON')
  }
}
