import type { IncomingMessage, ServerResponse } from 'node:http'
import { ServiceError } from '@towpath/base'
import { MalformedRequest, readHead } from '../http/request-head.ts'
import { send } from '../http/send.ts'
import type { Invoker } from '../invoker.ts'
import { codecFor } from '../protocols/index.ts'
import type { Answer } from '../protocols/protocol.ts'
import { auditRecord } from './audit.ts'
import { looksLikeAws } from './claim.ts'
import { Exchange } from './exchange.ts'
import { internalError } from './faults.ts'
import { createInvoker } from './invoker.ts'
import { serve } from './serve.ts'
import { ServiceTable } from './service-table.ts'
import type { WireOptions } from './wire-options.ts'

/** The AWS side of a control plane's one port. */
export interface Wire {
  /**
   * Answers a request. Never rejects. For both of a server's events `request` and `checkContinue`: a client that
   * asked for it is told to go on once it is known who it is and that it may.
   */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Whether a request is evidently for an AWS service. Any other path that is not the server's own is S3's too. */
  claims(request: IncomingMessage): boolean
  invoker: Invoker
  /** Tells running calls to end, and resolves when they have. */
  close(): Promise<void>
}

export function createWire(options: WireOptions): Wire {
  const services = new ServiceTable(options.entries)
  const closing = new AbortController()
  const running = new Map<Promise<void>, Exchange>()

  return {
    claims: looksLikeAws,
    invoker: createInvoker(options, services, closing.signal),

    async handle(request, response) {
      // Without a listener an error of the connection would end the process.
      request.on('error', () => {})
      response.on('error', () => {})
      const exchange = open(options, request, response)
      if (!exchange) return
      const done = handle(options, services, exchange)
      running.set(done, exchange)
      await done.finally(() => running.delete(done))
    },

    async close() {
      closing.abort(new Error('The control plane is stopping'))
      for (const exchange of running.values()) exchange.gone.abort(closing.signal.reason)
      await Promise.allSettled(running.keys())
    },
  }
}

/** Undefined when the request was so broken that it has been answered already. */
function open(options: WireOptions, request: IncomingMessage, response: ServerResponse): Exchange | undefined {
  const known = { requestId: options.ids.uuid(), at: options.clock.now(), region: options.defaultRegion }
  try {
    return new Exchange(request, response, readHead(request), known)
  } catch (error) {
    if (!(error instanceof MalformedRequest)) options.log.error({ err: error }, 'A request could not be opened')
    const text = error instanceof MalformedRequest ? error.message : 'Bad request'
    response.writeHead(400, { 'content-type': 'text/plain', connection: 'close', 'x-amzn-requestid': known.requestId })
    response.end(`${text}\n`)
    return undefined
  }
}

async function handle(options: WireOptions, services: ServiceTable, exchange: Exchange): Promise<void> {
  const { request, response, requestId, at, caller, trail, head } = exchange
  const about = () => ({ requestId, at, service: exchange.service, operation: exchange.target?.operation ?? '' })
  let answer: Answer
  try {
    answer = await serve(options, services, exchange)
    options.audit.record(auditRecord(about(), caller, trail))
  } catch (error) {
    options.audit.record(auditRecord(about(), caller, trail, error))
    answer = failure(options, exchange, error)
  }
  if (exchange.body.unasked) response.setHeader('connection', 'close')
  try {
    await send(request, response, answer)
  } catch (error) {
    // The head is out already; the connection was cut so that the caller notices. A caller who left is no news.
    const left = (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE'
    if (!left) options.log.warn({ err: error, ...about(), path: head.rawPath }, 'An answer broke off')
  }
}

function failure(options: WireOptions, exchange: Exchange, error: unknown): Answer {
  const { requestId, meta, model, service } = exchange
  const codec = exchange.codec ?? (exchange.protocol ? codecFor(exchange.protocol) : fallbackCodec(exchange))
  if (error instanceof ServiceError) return codec.fail(error, meta, model)
  // A body that breaks off is the caller's doing, and nobody is there to read the answer.
  if (!exchange.gone.signal.aborted) {
    options.log.error(
      { err: error, requestId, service, operation: exchange.target?.operation },
      'A request failed through a mistake of ours',
    )
  }
  return codec.fail(internalError(exchange.protocol), meta, model)
}

/** Before the service is known: JSON for whoever named a target, XML for all others. */
function fallbackCodec({ head }: Exchange) {
  return codecFor(head.headers['x-amz-target'] === undefined ? 'restXml' : 'awsJson1_1')
}
