import type { Clock, Ids, Logger } from '@towpath/base'
import type { Database, Store } from '@towpath/storage'
import type { Access } from './access.ts'
import type { Principal } from './principal.ts'

/** What an operation knows of the request it serves. It never sees HTTP, XML or a signature. */
export interface RequestContext {
  requestId: string
  /** As the credential scope of the request names it. */
  region: string
  /** The caller's account; for anonymous requests that of the control plane. */
  account: string
  principal: Principal
  sourceIp: string
  /** `http://HOST:PORT` as the caller addressed the control plane, for addresses in answers. */
  endpoint: string
  clock: Clock
  ids: Ids
  log: Logger
  /** Aborted when the caller goes away or the control plane stops. */
  signal: AbortSignal
  store: Store
  /**
   * The transaction of this operation when it was declared `write`; otherwise a handle for reading.
   */
  db: Database
  /** Runs once the operation's transaction is committed; not at all when it fails. */
  afterCommit(task: () => void): void
  /**
   * Refuses (with the service's own error) unless all of `access` is allowed. For what only shows while the
   * operation runs, such as `iam:PassRole`; what can be told from the input belongs into the operation's `access`.
   */
  authorize(...access: Access[]): Promise<void>
  /** Raw facts of the HTTP request that some answers depend on. Empty in calls made inside the control plane. */
  http: { headers: Readonly<Record<string, string>>; trailers(): Readonly<Record<string, string>> }
  /** For operations that let their caller wait, which are `manual`. Both do nothing in calls inside the control plane. */
  waiting: {
    /**
     * Refuses a caller whose credentials have been revoked or have expired since the request began, as a request that
     * begins now would be refused.
     */
    confirmCaller(): Promise<void>
    /**
     * Tells the caller, and whatever stands between, that the answer is still to come: by a space ahead of it, so for
     * JSON protocols only. The answer has to be a good one from then on: an error cuts the connection, and the caller
     * who asks again is told why.
     */
    signOfLife(): void
  }
}

/** One operation of a service. `Room` is what the service's room adds to every context: its tables, its ports. */
export interface Operation<Input = unknown, Output = unknown, Room = unknown> {
  /** As in the service's model: `CreateApplication`. */
  name: string
  /**
   * `read`: sees committed data, writes nothing. `write`: runs in one transaction that is committed before the
   * answer is sent. `manual`: holds no transaction while it runs and opens its own through `ctx.store` (long
   * transfers, waiting). Operations with a streamed body are `manual`: a transaction that is run again could not read
   * the body again.
   */
  kind: 'read' | 'write' | 'manual'
  /** May be called without a signature (AssumeRoleWithWebIdentity). In S3 every operation may; policies decide. */
  unsigned?: boolean
  /** It only ever answers an error that says what is not here: the table of operations does not count it as served. */
  refused?: true
  /** Response headers that its answers carry besides what the protocol and the model say. */
  headers?: Readonly<Record<string, string>>
  /** What the caller must be allowed. An empty list: nothing (as for GetCallerIdentity). */
  access(input: Input, ctx: RequestContext & Room): Access[] | Promise<Access[]>
  run(input: Input, ctx: RequestContext & Room): Promise<Output>
}

/** Declares an operation; there only so that its types are inferred and its name stands first. */
export function operation<Input, Output, Room>(
  name: string,
  definition: Omit<Operation<Input, Output, Room>, 'name'>,
): Operation<Input, Output, Room> {
  return { name, ...definition }
}
