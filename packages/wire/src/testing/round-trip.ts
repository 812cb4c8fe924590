import { Readable } from 'node:stream'
import { codecFor } from '../protocols/index.ts'
import type { Answer, WireRequest } from '../protocols/protocol.ts'
import { readModel, type ServiceModel } from '../schema/model.ts'
import type { Protocol } from '../service.ts'

/** What an SDK client hands to its HTTP handler. */
export interface SdkRequest {
  method: string
  path: string
  query: Record<string, string | string[] | null>
  headers: Record<string, string>
  body?: unknown
}

/** A service's client without a network: its requests are read, and its answers written, by the wire's codecs. */
export interface LoopbackService {
  model: ServiceModel
  /** For the client's `requestHandler`. */
  handler: { handle(request: SdkRequest): Promise<{ response: unknown }> }
  /** What the last request was read as. */
  seen: { operation: string; input: unknown }
  /** What the next answer is to carry: an output, or a thrown error. */
  reply(operation: string): unknown
  answered: Answer | undefined
}

export function loopback(protocol: Protocol, module: Record<string, unknown>): LoopbackService {
  const codec = codecFor(protocol)
  const model = readModel(module)
  const service: LoopbackService = {
    model,
    seen: { operation: '', input: undefined },
    reply: () => ({}),
    answered: undefined,
    handler: {
      async handle(sdkRequest) {
        const request = wireRequest(sdkRequest)
        const target = await codec.find(request, model)
        const operation = model.operations.get(target?.operation ?? '')
        if (!target || !operation) throw new Error(`No operation found for ${sdkRequest.method} ${sdkRequest.path}`)
        service.seen = { operation: operation.name, input: await codec.read(operation, request, target) }
        service.answered = codec.write(operation, service.reply(operation.name), { requestId: 'request-1' })
        return { response: await sdkResponse(service.answered) }
      },
    },
  }
  return service
}

export function wireRequest(request: SdkRequest): WireRequest {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(request.query)) {
    for (const each of [value].flat()) query.append(name, each ?? '')
  }
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, text]) => [name.toLowerCase(), text]))
  const stream = () => Readable.from(chunksOf(request.body))
  return {
    method: request.method,
    rawPath: request.path,
    query,
    headers,
    stream,
    body: async () => Buffer.concat(await stream().toArray()),
  }
}

async function* chunksOf(body: unknown): AsyncGenerator<Buffer> {
  if (body === undefined || body === null) return
  if (typeof body === 'string') yield Buffer.from(body)
  else if (body instanceof Uint8Array) yield Buffer.from(body)
  else for await (const chunk of body as AsyncIterable<Uint8Array>) yield Buffer.from(chunk)
}

/** The shape that `@smithy/core` knows a response by. */
async function sdkResponse(answer: Answer): Promise<unknown> {
  const body = answer.body instanceof Readable ? answer.body : Readable.from([Buffer.from(answer.body)])
  return { statusCode: answer.status, headers: answer.headers, body, reason: '' }
}
