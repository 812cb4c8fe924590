import type { IncomingMessage, ServerResponse } from 'node:http'
import { endpointOf, isSecure, sourceIp } from '../http/peer.ts'
import { RequestBody } from '../http/request-body.ts'
import type { RequestHead } from '../http/request-head.ts'
import { ANONYMOUS } from '../principal.ts'
import type { AnswerMeta, ProtocolCodec, Target } from '../protocols/protocol.ts'
import type { ServiceModel } from '../schema/model.ts'
import type { Service } from '../service.ts'
import type { Caller, Trail } from './call.ts'

/** One request and what is known of it so far. */
export class Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly head: RequestHead
  readonly requestId: string
  /** When it arrived. */
  readonly at: number
  readonly body: RequestBody
  readonly caller: Caller
  readonly trail: Trail = { decisions: [] }
  readonly gone = new AbortController()
  /** What answers errors, once the service is known. */
  codec: ProtocolCodec | undefined
  model: ServiceModel | undefined
  protocol: Service['protocol'] | undefined
  service = ''
  target: Target | undefined

  get meta(): AnswerMeta {
    const version = this.target?.version
    return { requestId: this.requestId, ...(version === undefined ? {} : { version }) }
  }

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    head: RequestHead,
    known: { requestId: string; at: number; region: string },
  ) {
    this.request = request
    this.response = response
    this.head = head
    this.requestId = known.requestId
    this.at = known.at
    this.body = new RequestBody(request, response)
    this.caller = {
      principal: ANONYMOUS,
      region: known.region,
      sourceIp: sourceIp(request),
      userAgent: (head.headers['user-agent'] ?? '').slice(0, 1024),
      secure: isSecure(request),
      endpoint: endpointOf(request),
    }
    response.once('close', () => {
      if (!response.writableFinished) this.gone.abort(new Error('The caller went away'))
    })
  }
}
