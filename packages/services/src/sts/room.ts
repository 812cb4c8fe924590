import type { RequestContext } from '@towpath/wire'
import type { Identities } from './ports/identities.ts'

/** What the composition root gives this room. */
export interface StsDeps {
  identities: Identities
}

/** What this room adds to the context of every operation. */
export type Room = StsDeps

export type Ctx = RequestContext & Room
