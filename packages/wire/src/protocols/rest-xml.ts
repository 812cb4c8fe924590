import { ServiceError } from '@towpath/base'
import type { AnswerMeta, ProtocolCodec } from './protocol.ts'
import { addressOf } from './rest-xml/address.ts'
import { readBound } from './rest-xml/read.ts'
import { route } from './rest-xml/route.ts'
import { errorDocument, writeBound } from './rest-xml/write.ts'

/** S3's protocol: the operation is told by method, path, query string and headers; bodies are XML or streamed. */
export const restXml: ProtocolCodec = {
  // DeleteObjects with a thousand of the longest keys is 2 MiB, more when its characters are written as references.
  bodyLimit: 4 * 1024 * 1024,

  find(request, model) {
    const { method, query, headers } = request
    const { bucket, key } = addressOf(request.rawPath, request.hostBucket)
    const operation = route({ method, bucket, key, query, headers }, model)
    return operation === undefined ? undefined : { operation, labels: { Bucket: bucket, Key: key } }
  },

  unknown(name) {
    if (name === undefined) {
      const message = 'The specified method is not allowed against this resource.'
      return new ServiceError('MethodNotAllowed', message, { status: 405 })
    }
    const message = 'A header or query you provided requested a function that is not implemented.'
    return new ServiceError('NotImplemented', message, { status: 501 })
  },

  async read(operation, request, target) {
    if (operation.input.kind !== 'structure') return {}
    return readBound(operation.input, request, target.labels ?? {})
  },

  write(operation, output, meta) {
    const answer = writeBound(operation, (output ?? {}) as object)
    return { ...answer, headers: { ...answer.headers, ...identity(meta) } }
  },

  /**
   * Fields become elements, as S3 has them (`BucketName`, `Key`). Those whose name is all in lower case, as headers are
   * (`x-amz-delete-marker`, `etag`), become headers.
   */
  fail(error, meta, model) {
    const headers: Record<string, string> = { 'content-type': 'application/xml', ...identity(meta) }
    const elements: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(error.fields)) {
      if (/^[a-z0-9-]+$/.test(name)) headers[name] = String(value)
      else if (typeof value !== 'object') elements[name] = value
    }
    const body = errorDocument({
      Code: error.code,
      Message: error.message,
      ...elements,
      RequestId: meta.requestId,
      HostId: headers['x-amz-id-2'],
    })
    return { status: model?.errors.get(error.code)?.status ?? error.status, headers, body }
  },
}

function identity({ requestId }: AnswerMeta): Record<string, string> {
  return { 'x-amz-request-id': requestId, 'x-amz-id-2': Buffer.from(requestId).toString('base64') }
}
