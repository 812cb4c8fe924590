import type { BlobStore, Database } from '@towpath/storage'
import type { RequestContext } from '@towpath/wire'
import type { ObjectEvents } from './ports/object-events.ts'
import type { PolicyCheck } from './ports/policy-check.ts'
import { type State, stateOn } from './state/state.ts'

/** What this room needs from outside. */
export interface S3Deps {
  blobs: BlobStore
  events: ObjectEvents
  policies: PolicyCheck
}

/** What this room's operations get besides the request. */
export interface Room extends S3Deps, State {
  /** The room's tables through another handle: that of a transaction which the operation opened itself. */
  on(db: Database): State & { account: string }
}

export type Ctx = RequestContext & Room

export function room(ctx: RequestContext, deps: S3Deps): Room {
  return { ...deps, ...stateOn(ctx.db), on: (db) => ({ ...stateOn(db), account: ctx.account }) }
}
