import type { Readable } from 'node:stream'
import type { ServiceError } from '@towpath/base'
import type { OperationModel, ServiceModel } from '../schema/model.ts'

/** A request as a protocol sees it: its head, and ways to its body. */
export interface WireRequest {
  method: string
  /** Percent-encoded, as sent. */
  rawPath: string
  query: URLSearchParams
  /** The bucket named by the Host header, where one is. */
  hostBucket?: string
  /** By lower-case name. */
  headers: Readonly<Record<string, string>>
  /** The whole body. Rejects with a ServiceError when it is longer than the protocol's limit. Can be called again. */
  body(): Promise<Buffer>
  /** The body as it comes. At most one of `body` and `stream` may be used. */
  stream(): Readable
}

/** The operation that a request asks for. */
export interface Target {
  operation: string
  /** Version of the service that the request is written for (query protocols). */
  version?: string
  /** Parts of the path that stand for members (REST). */
  labels?: Record<string, string>
}

export interface Answer {
  status: number
  headers: Record<string, string>
  body: string | Uint8Array | Readable
}

export interface AnswerMeta {
  requestId: string
  /** As {@link Target.version}. */
  version?: string
}

/** One protocol, in the server's direction. Everything is driven by the schemas of the service. */
export interface ProtocolCodec {
  /** Longest body that is held in memory, in bytes. */
  bodyLimit: number
  /** Which operation is meant; undefined when the request names none. Looks into the body only where it must. */
  find(request: WireRequest, model: ServiceModel): Target | undefined | Promise<Target | undefined>
  /** The service's answer to an operation that it does not know (or to none); `name` as the request has it. */
  unknown(name: string | undefined, target: Target | undefined): ServiceError
  /** The operation's input. Rejects with a ServiceError what cannot be read. */
  read(operation: OperationModel, request: WireRequest, target: Target): Promise<unknown>
  write(operation: OperationModel, output: unknown, meta: AnswerMeta): Answer
  fail(error: ServiceError, meta: AnswerMeta, model: ServiceModel | undefined): Answer
}
